import { type Canvas, createCanvas, GlobalFonts } from "@napi-rs/canvas";

const font = "node_modules/geist/dist/fonts/geist-sans/Geist-Regular.ttf";

/** For tests: lines of text, black on white, 40 pixels high, as a scanner would see them. */
export function drawText(lines: string[], { width = 1400, height = 900 } = {}): Canvas {
  if (!GlobalFonts.has("Drawn")) GlobalFonts.registerFromPath(font, "Drawn");
  const canvas = createCanvas(width, height);
  const context = canvas.getContext("2d");
  context.fillStyle = "white";
  context.fillRect(0, 0, width, height);
  context.fillStyle = "black";
  context.font = "40px Drawn";
  for (const [i, line] of lines.entries()) context.fillText(line, 100, 150 + i * 60);
  return canvas;
}
