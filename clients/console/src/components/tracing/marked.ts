/** Draws a line of words across the foot of a picture, so that it says who took it. */
const PIXELS = 22
const PADDING = 14

export async function marked(picture: string, words: string, colour: string): Promise<string> {
  const image = new Image()
  image.src = picture
  await image.decode()
  const canvas = Object.assign(document.createElement('canvas'), { width: image.width, height: image.height })
  const pen = canvas.getContext('2d')
  if (!pen) return picture
  pen.drawImage(image, 0, 0)
  pen.font = `italic ${PIXELS}px sans-serif`
  pen.fillStyle = colour
  pen.fillText(words, PADDING, image.height - PADDING, image.width - 2 * PADDING)
  return canvas.toDataURL('image/png')
}
