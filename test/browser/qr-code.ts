import jsqr from 'jsqr';
import type { Page } from 'playwright-core';
import { PNG } from 'pngjs';

/** How long to hold the camera on a page, in milliseconds. */
const patience = 10_000;

/** Looks once for a QR code, in a picture of the page as a camera would take it. Gives what it says. */
export async function lookForQrCode(page: Page): Promise<string | undefined> {
  const { data, width, height } = PNG.sync.read(await page.screenshot());
  return jsqr.default(new Uint8ClampedArray(data), width, height, { inversionAttempts: 'dontInvert' })?.data;
}

/** Waits for a QR code, since the page may be reloading. Throws if none appears. */
export async function readQrCode(page: Page): Promise<string> {
  const deadline = Date.now() + patience;
  while (Date.now() < deadline) {
    const text = await lookForQrCode(page);
    if (text !== undefined) return text;
  }
  throw new Error(`There is no QR code to be read at ${page.url()}.`);
}
