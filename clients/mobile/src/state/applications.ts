/** The form of one application: saved on the device as it is typed and on the server shortly after. */
import { ApiProblem, type Answer, type Body } from "@venuecode/core";
import { reactive, ref, watch } from "vue";
import { describe, fieldFaults } from "./faults";
import { api } from "./session";
import { forget, readStored, store } from "./storage";

export type Application = Answer<"/api/v1/venue-applications/{application_id}", "get">;
export type ApplicationLine = Answer<"/api/v1/venue-applications", "get">["items"][number];
type Sent = Body<"/api/v1/venue-applications", "post">;
export type DoorForm = { name: string; direction: "in" | "out" | "both"; plate: string; route: string; run: string };
export type Form = {
  full_name: string;
  short_name: string;
  venue_class: number | null;
  type: string;
  credit_code: string;
  division_code: string;
  address: string;
  latitude: string;
  longitude: string;
  responsible_person: string;
  responsible_phone: string;
  department: string;
  doors: DoorForm[];
};

const SAVE_AFTER_MS = 900;
const STORED = "applicationDraft";

export function emptyDoor(name = ""): DoorForm {
  return { name, direction: "both", plate: "", route: "", run: "" };
}

function emptyForm(): Form {
  return {
    full_name: "",
    short_name: "",
    venue_class: null,
    type: "",
    credit_code: "",
    division_code: "",
    address: "",
    latitude: "",
    longitude: "",
    responsible_person: "",
    responsible_phone: "",
    department: "",
    doors: [emptyDoor()],
  };
}

/** An application being filled in, or looked at. One a page. */
export function useApplication() {
  const form = reactive<Form>(emptyForm());
  const application = ref<Application | null>(null);
  const saving = ref<"no" | "waiting" | "saved" | "offline">("no");
  const fault = ref("");
  /** The form was found on this device rather than asked for. */
  const resumed = ref(false);
  let timer: ReturnType<typeof setTimeout> | undefined;
  let running: Promise<boolean> | null = null;
  let filling = false;
  let dirty = false;

  watch(form, () => {
    if (filling) return;
    dirty = true;
    saving.value = "waiting";
    store(STORED, { id: application.value?.id ?? null, form });
    clearTimeout(timer);
    timer = setTimeout(() => void save(), SAVE_AFTER_MS);
  });

  /** Take up an application, or without an id what was typed last on this device and never handed in. */
  async function open(wanted: number | null): Promise<void> {
    const kept = readStored<{ id: number | null; form: Form }>(STORED);
    const id = wanted ?? kept?.id ?? null;
    if (kept && kept.id === id) {
      fill(kept.form);
      resumed.value = wanted === null;
    }
    if (id === null) return;
    await attempt(async () => {
      const found = await api.get("/api/v1/venue-applications/{application_id}", { path: { application_id: id } });
      application.value = found;
      if (!editable(found)) forget(STORED); // handed in, here or elsewhere: where it stands is what there is to see
      const newerHere = kept?.id === id && JSON.stringify(kept.form) !== JSON.stringify(formOf(found));
      if (newerHere && editable(found)) {
        dirty = true;
        await save();
      } else fill(formOf(found));
    });
  }

  /** Look again where an application stands that an office has before it. */
  async function refresh(): Promise<void> {
    const current = application.value;
    if (current?.state !== "submitted") return;
    try {
      const found = await api.get("/api/v1/venue-applications/{application_id}", { path: { application_id: current.id } });
      if (application.value?.id !== found.id || found.version === current.version) return;
      application.value = found;
      fill(formOf(found));
    } catch {
      // the next look may have an answer; what is known stays on the screen
    }
  }

  /** Leave the draft as it is saved and begin another application. */
  function startAnew(): void {
    clearTimeout(timer);
    forget(STORED);
    application.value = null;
    resumed.value = false;
    saving.value = "no";
    fill(emptyForm());
  }

  /** Save until the server has all that was typed, one request at a time; false when it could not. */
  function save(): Promise<boolean> {
    clearTimeout(timer);
    running ??= saveAll().finally(() => (running = null));
    return running;
  }

  async function saveAll(): Promise<boolean> {
    while (dirty || !application.value) {
      dirty = false;
      if (await attempt(saveOnce)) continue;
      dirty = true;
      return false;
    }
    return true;
  }

  async function saveOnce(): Promise<void> {
    const body = sentOf(form);
    application.value = application.value
      ? await api.put("/api/v1/venue-applications/{application_id}", { path: { application_id: application.value.id }, body })
      : await api.post("/api/v1/venue-applications", { body });
    store(STORED, { id: application.value.id, form });
    saving.value = dirty ? "waiting" : "saved";
  }

  /** Hand in what stands on the screen; false when it could not be saved, or something is wrong at its field. */
  async function submit(): Promise<boolean> {
    if (!(await save())) return false;
    const current = application.value;
    if (!current || Object.keys(current.faults).length) return false;
    return attempt(async () => {
      application.value = await api.post("/api/v1/venue-applications/{application_id}/submit", {
        path: { application_id: current.id },
        body: { version: current.version },
      });
      forget(STORED);
    });
  }

  async function drop(): Promise<boolean> {
    const current = application.value;
    clearTimeout(timer);
    forget(STORED);
    if (!current) return true;
    return attempt(async () => {
      await api.delete("/api/v1/venue-applications/{application_id}", { path: { application_id: current.id } });
    });
  }

  async function attempt(action: () => Promise<void>): Promise<boolean> {
    fault.value = "";
    try {
      await action();
      return true;
    } catch (error) {
      const fields = fieldFaults(error);
      if (application.value && Object.keys(fields).length) application.value.faults = fields;
      else fault.value = describe(error);
      saving.value = error instanceof ApiProblem ? "no" : "offline";
      return false;
    }
  }

  function fill(from: Form): void {
    filling = true;
    Object.assign(form, from, { doors: from.doors.length ? from.doors : [emptyDoor()] });
    // watchers run after this tick
    setTimeout(() => (filling = false));
  }

  return { form, application, saving, fault, resumed, open, refresh, startAnew, save, submit, drop };
}

/** What was typed goes with the person who typed it; the server has the draft. */
export function forgetApplication(): void {
  forget(STORED);
}

/** Whether its form can still be changed. */
export function editable(application: Pick<Application, "state"> | null): boolean {
  return application === null || application.state === "draft" || application.state === "returned";
}

function formOf(application: Application): Form {
  const filed = application.form;
  const text = (value: string | number | null | undefined) => (value === null || value === undefined ? "" : String(value));
  return {
    full_name: text(filed.full_name),
    short_name: text(filed.short_name),
    venue_class: filed.venue_class ?? null,
    type: text(filed.type),
    credit_code: text(filed.credit_code),
    division_code: text(filed.division_code),
    address: text(filed.address),
    latitude: text(filed.latitude),
    longitude: text(filed.longitude),
    responsible_person: text(filed.responsible_person),
    responsible_phone: text(filed.responsible_phone),
    department: text(filed.department),
    doors: (filed.doors ?? []).map((door) => ({
      name: text(door.name),
      direction: door.direction === "in" || door.direction === "out" ? door.direction : "both",
      plate: text(door.plate),
      route: text(door.route),
      run: text(door.run),
    })),
  };
}

function sentOf(form: Form): Sent {
  const degrees = (text: string) => (text.trim() && Number.isFinite(Number(text)) ? Number(text) : null);
  return { ...form, latitude: degrees(form.latitude), longitude: degrees(form.longitude) };
}
