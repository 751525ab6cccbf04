"""What a page's reader could not read: words too faint for their ground, words cut off. Read out of the page itself."""

from playwright.async_api import Page

_FAULTS = """
() => {
  const rgba = (text) => {
    const found = /^rgba?\\(([^)]+)\\)$/.exec(text);
    if (!found) return null;
    const [r, g, b, a = 1] = found[1].split(/[ ,/]+/).map(Number);
    return [r, g, b, a];
  };
  const over = ([r, g, b, a], [R, G, B]) => [r * a + R * (1 - a), g * a + G * (1 - a), b * a + B * (1 - a), 1];
  const light = ([r, g, b]) => {
    const part = (v) => ((v /= 255) <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
    return 0.2126 * part(r) + 0.7152 * part(g) + 0.0722 * part(b);
  };
  const ratio = (one, other) => {
    const [dark, bright] = [light(one), light(other)].sort((a, b) => a - b);
    return (bright + 0.05) / (dark + 0.05);
  };
  /** The colour behind an element; null where a picture or something half-transparent makes it unknown. */
  const ground = (element) => {
    const layers = [];
    for (let at = element; at; at = at.parentElement) {
      const style = getComputedStyle(at);
      if (style.backgroundImage !== "none" || Number(style.opacity) < 1 || style.filter !== "none") return null;
      const colour = rgba(style.backgroundColor);
      if (!colour) return null;
      layers.push(colour);
      if (colour[3] === 1) break;
    }
    return layers.reduceRight((below, layer) => over(layer, below), [255, 255, 255, 1]);
  };
  const faults = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node; (node = walker.nextNode()); ) {
    const words = node.textContent.trim();
    const element = node.parentElement;
    if (!words || !element.checkVisibility({ visibilityProperty: true, opacityProperty: true })) continue;
    const box = element.getBoundingClientRect();
    if (box.width < 2 || box.height < 2 || element.closest("[disabled], [aria-disabled=true], script, style")) continue;
    const style = getComputedStyle(element);
    const behind = ground(element);
    const ink = rgba(style.color);
    const size = parseFloat(style.fontSize);
    const enough = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700) ? 3 : 4.5;
    if (behind && ink && ratio(over(ink, behind), behind) < enough - 0.05)
      faults.push(`faint (${ratio(over(ink, behind), behind).toFixed(1)}): ${words.slice(0, 40)}`);
    const hides = style.overflowX === "hidden" && style.textOverflow !== "ellipsis" && style.display !== "inline";
    if (hides && element.scrollWidth > element.clientWidth + 1) faults.push(`cut off: ${words.slice(0, 40)}`);
  }
  return [...new Set(faults)];
}
"""


async def hard_to_read(page: Page) -> list[str]:
    """Return the words that fall short of WCAG 2.2's contrast (4.5:1, large words 3:1) or are cut off."""
    found: list[str] = await page.evaluate(_FAULTS)
    return found
