// The map as a picture, with what it shows written under it: for sharing and for print.

import type { Map as MapLibre } from "maplibre-gl";

export interface Caption {
  title: string;
  /** Period, counts, filters. */
  lines: string[];
  /** Who made the data. */
  credit: string;
  dark: boolean;
  rtl: boolean;
}

const LINE = 22;

/** Draws the map anew and copies it at once: afterwards the browser clears what WebGL drew. */
export function picture(map: MapLibre, caption: Caption): HTMLCanvasElement {
  map.redraw();
  const drawn = map.getCanvas();
  const ratio = drawn.width / Math.max(1, drawn.clientWidth);
  const foot = (caption.lines.length + 2) * LINE + 12;
  const canvas = document.createElement("canvas");
  canvas.width = drawn.width;
  canvas.height = drawn.height + Math.round(foot * ratio);
  const context = canvas.getContext("2d");
  if (!context) return canvas;
  context.drawImage(drawn, 0, 0);
  context.scale(ratio, ratio);
  const [width, top] = [drawn.width / ratio, drawn.height / ratio];
  context.fillStyle = caption.dark ? "#14171b" : "#ffffff";
  context.fillRect(0, top, width, foot);
  context.direction = caption.rtl ? "rtl" : "ltr";
  context.textAlign = caption.rtl ? "right" : "left";
  const x = caption.rtl ? width - 16 : 16;
  const write = (text: string, row: number, font: string, color: string) => {
    context.font = font;
    context.fillStyle = color;
    context.fillText(text, x, top + 6 + (row + 1) * LINE - 6, width - 32);
  };
  const [strong, muted] = caption.dark ? ["#e9ecef", "#a6adb6"] : ["#1a1d21", "#575d66"];
  write(caption.title, 0, '600 16px "Noto Sans", sans-serif', strong);
  caption.lines.forEach((line, i) => write(line, i + 1, '400 14px "Noto Sans", sans-serif', strong));
  write(caption.credit, caption.lines.length + 1, '400 12px "Noto Sans", sans-serif', muted);
  return canvas;
}
