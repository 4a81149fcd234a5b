"""The visible text of a saved web page."""

import time

import pytest

from eventclaims.evidence.fingerprints import tokenize
from eventclaims.evidence.html_text import read_html


def words(page):
    return [token.text for token in tokenize(read_html(page))]


@pytest.mark.parametrize(
    "page",
    [
        "Northtown",
        "North<b>town</b>",
        "<i>N</i>orthtown",
        "North<wbr>town",
        "North<wbr/>town",
        '<span class="a>b">North</span>town',
        "<a href='x'>Northtown</a>",
        "North&shy;town",
        "North&#8203;town",
        "North\u2060town",
        "North<!-- a > b -->town",
        "<p>Northtown</p>",
        "<head><title>x</title></head><body>Northtown",
        "<head><title>x</title><body>Northtown",
        "<SCRIPT>if (a < b) '<p>'</SCRIPT>Northtown<style>p {}</style>",
        "<template>x<template>y</template></template>Northtown",
        "<!DOCTYPE html><?xml version='1.0'?>Northtown",
        "<a title=it's>Northtown</a>",
    ],
)
def test_inline_markup_does_not_divide_a_word_and_hidden_text_is_left_out(page):
    assert words(page) == ["northtown"]


@pytest.mark.parametrize(
    "page",
    [
        "North<br>town",
        "<p>North</p>town",
        "North<div>town</div>",
        "<td>North</td><td>town</td>",
        "North<sup>town</sup>",
        "North < town",
        "North <3 town".replace("3", ""),
        "North &amp; town",
    ],
)
def test_block_markup_divides_words(page):
    assert words(page) == ["north", "town"]


@pytest.mark.parametrize(
    "part",
    ["<a ", '<a b="', "<!--", "<script>", "</scrip", "<![if", "<", "<a b='", "<div>", "</", '<a="'],
)
def test_an_odd_page_is_read_in_linear_time(part):
    start = time.process_time()
    read_html(part * 200_000)
    assert time.process_time() - start < 10
