"use strict";
// The clipboard is missing on pages that are not from a secure server, such as a folder.
async function copyText(element) {
  try {
    await navigator.clipboard.writeText(element.textContent);
    return true;
  } catch {
    const details = element.closest("details");
    if (details) details.open = true;
    const range = document.createRange();
    range.selectNodeContents(element);
    getSelection().removeAllRanges();
    getSelection().addRange(range);
    return document.execCommand("copy");
  }
}

function startCopy() {
  const status = document.getElementById("copied");
  for (const button of document.querySelectorAll("button[data-copy]")) {
    button.hidden = false;
    button.addEventListener("click", async () => {
      status.textContent = "";
      const isCopied = await copyText(document.getElementById(button.dataset.copy));
      const rest = isCopied ? "copied" : "selected; copy it with the keyboard or the menu";
      status.textContent = `${button.dataset.name}: ${rest}`;
    });
  }
}

startCopy();
