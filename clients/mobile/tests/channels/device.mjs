// A phone under a mini-program: what it stores, what its camera sees, its network and its album. Requests go to the
// real server over loopback; the host's own sign-in goes to the channel's stand-in. Knows neither WeChat nor Alipay.

export class Device {
  /** `host`: the address that the build names, answered here by `server`. `standIn`: the channel's server. */
  constructor({ host, server, standIn, appId, user }) {
    Object.assign(this, { host, server, standIn, appId, user });
    this.online = true;
    this.storage = new Map();
    /** What the scanner reads next: a text, or `cancelled` or `refused`. */
    this.scans = [];
    /** Permissions that the person has refused: `camera`, `location`, `album`. */
    this.refused = new Set();
    this.album = [];
    this.sounds = [];
    this.consents = [];
    this.files = new Map();
    this.titles = [];
    this.onNetwork = [];
    this.running = new Set();
  }

  setOnline(online) {
    this.online = online;
    if (!online) this.running.forEach((stop) => stop());
    this.onNetwork.forEach((callback) => callback({ isConnected: online, networkType: online ? "wifi" : "none" }));
  }

  /** One request. `onChunk` gets bytes as they come; without it the whole text is in the result. Null: no network. */
  async ask({ url, method = "GET", headers = {}, body, onHead, onChunk }, stopper = new AbortController()) {
    if (!this.online) return null;
    const stop = () => stopper.abort();
    this.running.add(stop);
    try {
      const answer = await fetch(url.replace(this.host, this.server), { method, headers, body, signal: stopper.signal });
      const head = { status: answer.status, headers: Object.fromEntries(answer.headers) };
      onHead?.(head);
      if (!onChunk) return { ...head, bytes: Buffer.from(await answer.arrayBuffer()) };
      for await (const bytes of answer.body) onChunk(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
      return head;
    } catch {
      return null;
    } finally {
      this.running.delete(stop);
    }
  }

  /** What the channel's servers do for the host app on this phone. */
  async atChannel(what, more = {}) {
    const answer = await fetch(`${this.standIn}/emulator/${what}`, {
      method: "POST",
      body: JSON.stringify({ app_id: this.appId, user: this.user, ...more }),
    });
    return answer.json();
  }

  /** Keep what was downloaded; returns where. */
  keep(bytes) {
    const place = `temp://${this.files.size}.png`;
    this.files.set(place, bytes);
    return place;
  }

  look() {
    if (this.refused.has("camera")) return "refused";
    return this.scans.shift() ?? "cancelled";
  }
}
