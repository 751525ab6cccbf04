"""How the software terminal looks in a text terminal: a light, the lines, what it says, the state of its queue."""

from rich.console import Console, Group
from rich.panel import Panel
from rich.text import Text

from venuecode.cli.device.terminal import Shown, Terminal

_STYLES = {
    "green": "bold white on green",
    "yellow": "bold black on yellow",
    "red": "bold white on red",
    "grey": "bold white on bright_black",
}
_SIGNS = {"pass": "✓", "stop": "✗", "see_guard": "!", "try_again": "↻"}
_PATTERNS = {
    "steady": "●●●●●● steady 常亮",
    "slow": "●○○○○○ slow 慢闪",
    "fast": "●○●○●○ fast 快闪",
    "double": "●○●○○○ double 双闪",
    "chase": "●◐○◑●◐ chase 流水",
}


def draw(console: Console, shown: Shown) -> None:
    """Print an answer as the terminal would show it."""
    answer = shown.answer
    style = _STYLES[answer["light"]["colour"]]
    head = Text(f" {_SIGNS[answer['verdict']]}  {answer['verdict'].upper()} ", style)
    light = Text(f"{answer['light']['colour']} {_PATTERNS[answer['light']['pattern']]}")
    lines = [Text(f"{line['zh']}  {line['en']}") for line in answer["lines"]]
    said = Text(f"♪ {answer['sound']}   “{answer['voice']['zh']}” “{answer['voice']['en']}”", "italic")
    title = "late 补传" if shown.late else "offline 离线" if shown.offline else "answer 核验结果"
    if shown.conflict:
        lines.append(Text("! 离线时已放行，现判定不符，请告知检测员  Passed offline, but not any more", "bold red"))
    console.print(Panel(Group(head, light, *lines, said), title=title, width=78))


def draw_state(console: Console, terminal: Terminal) -> None:
    """Print where the terminal stands, whether it has a line, and its queue."""
    door = (terminal.configuration or {}).get("door", {})
    counts = terminal.queue.counts()
    line = "online 在线" if terminal.online else "offline 离线"
    console.print(
        f"{door.get('venue_name', '?')} · {door.get('name', '?')} · {line} · "
        f"waiting 待传 {counts['waiting']} · answered 已答复 {counts['stored']} · refused 未收 {counts['refused']}"
    )
