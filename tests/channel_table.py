"""The table of functions by channel in docs/channels.md: what the test run has shown, and nothing else."""

import os
import re
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "channels.md"
H5 = "app"
BUILDS = tuple(sorted(file.stem for file in (ROOT / "clients/mobile/channels").glob("*.json") if file.stem != H5))
MARKS = ("<!-- functions: begin -->", "<!-- functions: end -->")

_MAIN = "test_from_application_to_the_guards_screen"
_POSTER = "test_newcomer_registers_from_a_poster_without_scanning_again"
_NOWHERE = "test_every_code_that_leads_nowhere_says_why"
_OFFLINE = "test_citizen_scans_poster_while_offline"
_CODE = "test_a_person_shows_a_code_that_changes_and_works_offline"
_ACCOUNT = "test_a_person_signs_in_by_an_account_and_unlinks_it"
_GUARD = "test_a_guard_goes_on_while_the_network_is_down"
_REFUSED = "test_a_phone_without_camera_and_location_finds_the_way_round"
FUNCTIONS = {
    "consent": ("Privacy notice before the first personal field", _POSTER),
    "sign_in": ("Sign-in by the channel's account; the first one by way of a phone", _ACCOUNT),
    "registration": ("Registration", _POSTER),
    "application": ("Application for a venue code", _MAIN),
    "doors": ("Doors, one code each", "test_one_press_hands_an_application_in"),
    "back": ("Back pressed in the application: nothing typed is lost", _REFUSED),
    "session_ended": ("Session ends in the middle: nothing typed is lost", "test_an_ended_session_loses_nothing"),
    "poster": ("Poster shown", _MAIN),
    "album": ("Poster kept on the phone", _MAIN),
    "cold_start": ("Poster opens the app (cold start)", _POSTER),
    "warm_start": ("Poster opens the running app (warm start)", _POSTER),
    "foreign_code": ("Foreign code refused in words", _NOWHERE),
    "typed_code": ("Code typed by hand", _NOWHERE),
    "scan_pass": ("Scan: pass", _MAIN),
    "scan_stop": ("Scan: stop, with alarm", _MAIN),
    "result": ("Result to show at the door", _MAIN),
    "personal_code": ("Personal code", _CODE),
    "family": ("Family: bound, registered with one scan", "test_family_is_registered_with_one_scan"),
    "paper_card": ("Paper card", "test_a_grandmother_carries_a_paper_card"),
    "declaration": ("Health and travel declared", "test_a_person_declares_health_and_travel_and_an_officer_reads_it"),
    "venue_numbers": ("Numbers of a venue for its manager", "test_a_manager_reads_the_numbers_of_the_venue"),
    "guard_joins": ("Guard joins by a share code", _MAIN),
    "live_feed": ("Guard's screen, live", _MAIN),
    "reverse_scan": ("Guard scans a person's code", _CODE),
    "guard_offline": ("Guard goes on without a network, sent later", _GUARD),
    "offline_start": ("Start page without a network", _OFFLINE),
    "offline_scan": ("Scan without a network, sent later", _OFFLINE),
    "appeal": ("Appeal", "test_a_person_appeals_against_a_red_code_and_another_officer_upholds_it"),
    "camera_refused": ("Camera refused: way round", _REFUSED),
    "location_refused": ("Location refused: way round", _REFUSED),
    "album_refused": ("Album refused: way round", ""),
    "share": ("The start page is passed on, and no other", ""),
    "messages": ("Consent to a message of the platform", ""),
    "link": ("Further account linked after a phone was proved", _ACCOUNT),
    "unlink": ("Account unlinked", _ACCOUNT),
}
"""Function → its words, and the journey in Chromium that shows it in the web page."""


@dataclass
class Table:
    """Channel → the functions that its column claims."""

    columns: dict[str, set[str]]

    @classmethod
    def of_docs(cls) -> "Table":
        """Read the page."""
        found = re.search(f"{MARKS[0]}(.*?){MARKS[1]}", PAGE.read_text("utf-8"), re.DOTALL)
        assert found is not None, "docs/channels.md has lost its table"
        lines = found[1].strip().splitlines() or ["|", "|"]
        head, _, *rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
        words = {text: name for name, (text, _) in FUNCTIONS.items()}
        return cls(
            {
                column: {words[row[0]] for row in rows if row[place] not in {"", "–"}}
                for place, column in enumerate(head)
                if place
            }
        )

    def requires(self, channel: str, shown: set[str]) -> None:
        """Require that a column says what was shown; written anew when asked to."""
        if os.environ.get("VENUECODE_TEST_WRITE_TABLE"):
            self.columns[channel] = shown
            self.write()
        claimed = self.columns.get(channel, set())
        assert claimed == shown, f"docs/channels.md, {channel}: claims {claimed - shown}, lacks {shown - claimed}"

    def requires_page(self, passed: dict[str, bool]) -> None:
        """Require that the web page's column says what its journeys showed; what did not run is left as it is.

        `passed` says of each journey that ran whether all of it passed.
        """
        ran = {name for name, (_, journey) in FUNCTIONS.items() if journey in passed}
        shown = {name for name in ran if passed[FUNCTIONS[name][1]]}
        self.requires(H5, shown | (self.columns.get(H5, set()) - ran))

    def write(self) -> None:
        """Write the page's table."""
        names = (H5, *BUILDS)
        lines = ["| function | " + " | ".join(names) + " |", "|---|" + "---|" * len(names)]
        for name, (text, _) in FUNCTIONS.items():
            cells = ["yes" if name in self.columns.get(column, set()) else "–" for column in names]
            lines.append(f"| {text} | {' | '.join(cells)} |")
        before, _, rest = PAGE.read_text("utf-8").partition(MARKS[0])
        table = "\n".join(lines)
        PAGE.write_text(f"{before}{MARKS[0]}\n{table}\n{MARKS[1]}{rest.partition(MARKS[1])[2]}", "utf-8")
