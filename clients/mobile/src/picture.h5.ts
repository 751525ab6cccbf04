/** Makes a picture small enough to send, in the page; what the camera wrote beside it is lost on the way. */
import type { Picture } from "./platform";

const LONGEST_SIDE = 1600;
const QUALITIES = [0.85, 0.7, 0.5, 0.3];

/** The picture as a JPEG of at most `mostBytes`; "unfit" when the browser cannot read it. */
export async function shrunk(file: Blob, mostBytes: number): Promise<Picture> {
  let bitmap: ImageBitmap;
  try {
    bitmap = await createImageBitmap(file);
  } catch {
    return "unfit";
  }
  const scale = Math.min(1, LONGEST_SIDE / Math.max(bitmap.width, bitmap.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(bitmap.width * scale));
  canvas.height = Math.max(1, Math.round(bitmap.height * scale));
  const brush = canvas.getContext("2d");
  if (!brush) return "unfit";
  brush.fillStyle = "#ffffff"; // JPEG knows nothing of what is transparent
  brush.fillRect(0, 0, canvas.width, canvas.height);
  brush.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  bitmap.close();
  for (const quality of QUALITIES) {
    const src = canvas.toDataURL("image/jpeg", quality);
    const base64 = src.slice(src.indexOf(",") + 1);
    if ((base64.length * 3) / 4 <= mostBytes) return { src, base64 };
  }
  return "unfit";
}
