"""List the rules, or explain one."""

import click

from eventclaims.cli.groups import suggest


@click.command("rules")
@click.argument("rule_id", required=False)
def command(rule_id: str | None) -> None:
    """List all rules with their severity, or explain the rule RULE_ID."""
    from eventclaims.catalogue import RULES

    if rule_id is None:
        width = max(len(rule.id) for rule in RULES)
        for rule in RULES:
            click.echo(f"{rule.id:<{width}}  {rule.severity:<7}  {rule.title}")
        return
    by_id = {rule.id: rule for rule in RULES}
    if rule_id not in by_id:
        hint = suggest(rule_id, by_id) or " Run eventclaims rules to list all rules."
        raise click.UsageError(f"No such rule {rule_id!r}.{hint}")
    rule = by_id[rule_id]
    where = ", ".join(rule.tables) or "every table"
    parts = {rule.id: rule.title, "Severity": rule.severity, "Layer": rule.layer, "Tables": where}
    parts["Level"] = f"{rule.level} and above"
    if rule.rule_set:
        parts["Rule set"] = rule.rule_set
    for name, text in (parts | {"Why": rule.why, "What to do": rule.fix}).items():
        click.echo(click.wrap_text(f"{name}: {text}", width=78, subsequent_indent="  "))
