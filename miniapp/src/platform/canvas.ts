/** A CANVAS THAT BECOMES A PICTURE: a node of the page in a mini-program, one of its own in a browser. */
import Taro from '@tarojs/taro';
import { SECOND } from '../../../shared/time';
import { isH5 } from './target';

/** A picture that has not come by then is left out. */
const PATIENCE = 8 * SECOND;

export interface Board {
  readonly context: CanvasRenderingContext2D;
  /** Makes it this large, in pixels of the picture; what was drawn is gone. */
  resize(width: number, height: number): void;
  /** A picture to draw; undefined where it does not load. Whole addresses and data URLs. */
  picture(url: string): Promise<CanvasImageSource | undefined>;
  /** What is drawn, as a PNG: a path of the phone, or an address that the browser made. */
  finished(): Promise<string>;
}

/** What WeChat hands out for `<Canvas type="2d">`. */
interface CanvasNode {
  width: number;
  height: number;
  getContext(type: '2d'): CanvasRenderingContext2D;
  createImage(): HTMLImageElement;
}

/** @param id of the page's `<Canvas type="2d">`; a browser needs none */
export function openBoard(id: string): Promise<Board> {
  return isH5 ? browserBoard() : nodeBoard(id);
}

function loaded(image: HTMLImageElement, url: string): Promise<CanvasImageSource | undefined> {
  return new Promise((done) => {
    const late = setTimeout(() => done(undefined), PATIENCE);
    const end = (picture?: CanvasImageSource) => {
      clearTimeout(late);
      done(picture);
    };
    image.onload = () => end(image);
    image.onerror = () => end();
    image.src = url;
  });
}

async function browserBoard(): Promise<Board> {
  const canvas = document.createElement('canvas');
  const context = canvas.getContext('2d');
  if (context === null) throw new Error('this browser draws nothing');
  return {
    context,
    resize: (width, height) => void Object.assign(canvas, { width, height }),
    picture(url) {
      const image = new Image();
      // Pictures of another origin would lock the canvas: those that do not allow it are left out.
      image.crossOrigin = 'anonymous';
      return loaded(image, url);
    },
    async finished() {
      const blob = await new Promise<Blob | null>((made) => canvas.toBlob(made, 'image/png'));
      if (blob === null) throw new Error('this browser makes no picture of it');
      return URL.createObjectURL(blob);
    },
  };
}

async function nodeBoard(id: string): Promise<Board> {
  const canvas = await new Promise<CanvasNode>((found, missing) => {
    Taro.createSelectorQuery()
      .select(`#${id}`)
      .fields({ node: true })
      .exec(([answer]: Array<{ node?: CanvasNode } | null>) => {
        if (answer?.node) found(answer.node);
        else missing(new Error(`no canvas #${id}`));
      });
  });
  return {
    context: canvas.getContext('2d'),
    resize: (width, height) => void Object.assign(canvas, { width, height }),
    picture: (url) => loaded(canvas.createImage(), url),
    async finished() {
      const { tempFilePath } = await Taro.canvasToTempFilePath({
        canvas: canvas as unknown as Taro.Canvas,
        fileType: 'png',
        destWidth: canvas.width,
        destHeight: canvas.height,
      });
      return tempFilePath;
    },
  };
}
