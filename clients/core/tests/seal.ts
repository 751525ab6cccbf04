/** Seals as a guard's phone does. One JSON argument: {key, text, place}; prints the box in base64url. */
import { randomBytes } from "node:crypto";
import { fromBase64Url, toBase64Url } from "../src/pass.ts";
import { drawn, sealFor } from "../src/sealed-box.ts";

const asked = JSON.parse(process.argv[2]!) as { key: string; text: string; place: string };
const { secret } = drawn(randomBytes(32), randomBytes(32));
console.log(toBase64Url(sealFor(fromBase64Url(asked.key), asked.text, asked.place, secret)));
