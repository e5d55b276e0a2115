import sharp from 'sharp';
import { encode } from 'uqr';
import { EDITIONS, no, readCall, type Says } from './call';
import type { Clock } from './clock';
import type { LoginDesk } from './login';
import type { MadeCode } from './types';

export interface CodeDesk {
  /** getwxacodeunlimit: a PNG, or why there is none. */
  make(query: URLSearchParams, rawBody: string): Promise<Buffer | Says>;
  made(): MadeCode[];
  reset(): void;
}

/** [V] At most 32 of these. */
const SCENE = /^[0-9A-Za-z!#$&'()*+,/:;=?@\-._~]{1,32}$/;
const [NARROWEST, WIDEST, USUAL_WIDTH] = [280, 1280, 430];
/** White modules around a code, without which nothing scans it. */
const QUIET_ZONE = 4;

interface Body {
  scene?: unknown;
  page?: unknown;
  check_path?: unknown;
  env_version?: unknown;
  width?: unknown;
}

/**
 * What a code says to whoever scans it, in place of WeChat's round ones, which only WeChat reads:
 * `weapp:pages/product/index?scene=TOKEN`.
 */
export const codeText = ({ page, scene }: Pick<MadeCode, 'page' | 'scene'>): string =>
  `weapp:${page}?scene=${encodeURIComponent(scene)}`;

function pictureOf(text: string, width: number): Promise<Buffer> {
  const { data, size } = encode(text, { ecc: 'M', border: QUIET_ZONE });
  const pixels = Uint8Array.from(data.flat(), (dark) => (dark ? 0 : 255));
  return sharp(pixels, { raw: { width: size, height: size, channels: 1 } })
    .resize(width, width, { kernel: 'nearest' })
    .png()
    .toBuffer();
}

/** Mini-program codes. @param given.pages of the edition that is released. [R] for the errcodes but 41030 */
export function createCodeDesk(given: { clock: Clock; login: LoginDesk; pages: ReadonlySet<string> }): CodeDesk {
  const { clock, login, pages } = given;
  const [home = ''] = pages;
  let codes: MadeCode[] = [];

  function fault({ scene, page, check_path: checks = true, env_version: edition = 'release', width }: Body) {
    if (typeof scene !== 'string' || !SCENE.test(scene)) return no(40129, 'invalid scene');
    if (page !== undefined && (typeof page !== 'string' || !/^\w[\w/]*$/.test(page))) return no(41030, 'invalid page');
    if (typeof checks !== 'boolean') return no(40097, 'invalid args: check_path');
    if (checks && typeof page === 'string' && !pages.has(page)) return no(41030, 'invalid page');
    if (!EDITIONS.includes(edition)) return no(40097, 'invalid args: env_version');
    const fits =
      width === undefined || (Number.isInteger(width) && Number(width) >= NARROWEST && Number(width) <= WIDEST);
    return fits ? undefined : no(40097, 'invalid args: width');
  }

  return {
    async make(query, rawBody) {
      const call = readCall<Body>(login, query, rawBody);
      if ('says' in call) return call.says;
      const { body } = call;
      const wrong = fault(body);
      if (wrong) return wrong;
      const code: MadeCode = {
        scene: String(body.scene),
        page: String(body.page ?? home),
        edition: String(body.env_version ?? 'release'),
        width: Number(body.width ?? USUAL_WIDTH),
        at: clock.now(),
      };
      codes.push(code);
      return pictureOf(codeText(code), code.width);
    },
    made: () => codes,
    reset() {
      codes = [];
    },
  };
}
