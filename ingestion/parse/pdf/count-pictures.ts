import type { Rectangle } from "./matrix.ts";
import type { PageRead } from "./read-page.ts";

/** Smaller than this share of a page is a logo or an ornament … */
const areaMin = 0.01;
/** … and larger than this, under text, is its background or the scan that the text was read from. */
const backgroundMin = 0.8;
/** Pictures this close are strips of one. */
const touch = 2;

/** How many pictures that a reader would look at weren't read. */
export function countPictures(pages: PageRead[], readByOcr: number[]): number {
  const read = new Set(readByOcr);
  let count = 0;
  for (const { page, pictures, size, characters } of pages) {
    if (read.has(page)) continue;
    for (const picture of mergeStrips(pictures)) {
      const area = (picture.right - picture.left) * (picture.bottom - picture.top);
      const share = area / (size.width * size.height);
      if (share >= areaMin && (characters === 0 || share < backgroundMin)) count += 1;
    }
  }
  return count;
}

function mergeStrips(pictures: Rectangle[]): Rectangle[] {
  const merged: Rectangle[] = [];
  for (const picture of pictures) {
    const strip = merged.at(-1);
    const isNext =
      strip &&
      ((Math.abs(strip.left - picture.left) < touch &&
        Math.abs(strip.right - picture.right) < touch &&
        picture.top <= strip.bottom + touch &&
        strip.top <= picture.bottom + touch) ||
        (Math.abs(strip.top - picture.top) < touch &&
          Math.abs(strip.bottom - picture.bottom) < touch &&
          picture.left <= strip.right + touch &&
          strip.left <= picture.right + touch));
    if (isNext) {
      strip.left = Math.min(strip.left, picture.left);
      strip.right = Math.max(strip.right, picture.right);
      strip.top = Math.min(strip.top, picture.top);
      strip.bottom = Math.max(strip.bottom, picture.bottom);
    } else merged.push({ ...picture });
  }
  return merged;
}
