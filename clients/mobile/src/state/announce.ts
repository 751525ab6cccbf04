/** Tells a verdict to ear and hand, for whoever is not looking. */
import { platform } from "../platform";
import { inLanguage, words } from "../words";
import { settings } from "./settings";
import type { Visit } from "./visits";

const t = words({
  pass: ["通行。{door}。", "Pass. {door}."],
  passShort: ["通行", "Pass"],
  call: ["终端求助", "A terminal calls for you"],
  handled: ["防疫部门已接收", "The health department has taken it"],
  stop: ["禁止通行。{reason}。", "Stop. {reason}."],
});

/** Sound, vibration and, unless switched off, speech. Browsers may keep the sound back until a first touch. */
export function announce(visit: Visit): void {
  platform.allowSound();
  const reason = visit.people.flatMap((person) => person.reasons)[0];
  sound(visit.verdict);
  say(visit.verdict === "pass" ? t("pass", { door: visit.door.name }) : t("stop", { reason: reason ? inLanguage(reason.title) : "" }));
}

/** The same for a guard, who need not hear the door's name but who it is about. */
export function announceAtDoor(verdict: "pass" | "stop", reason: string): void {
  sound(verdict);
  say(verdict === "pass" ? t("passShort") : t("stop", { reason }));
}

/** A terminal calls the guard. */
export function announceCall(): void {
  platform.softTone();
  platform.vibrate([200, 100, 200]);
  say(t("call"));
}

/** The health department took an alert of the door, or says anew what to do. */
export function announceHandled(): void {
  platform.softTone();
  platform.vibrate([200, 100, 200]);
  say(t("handled"));
}

function sound(verdict: "pass" | "stop"): void {
  if (verdict === "pass") {
    platform.softTone();
    platform.vibrate([120]);
  } else {
    platform.siren();
    platform.vibrate([400, 150, 400, 150, 400]);
  }
}

function say(text: string): void {
  if (settings.speech) platform.speak(text, settings.language);
}
