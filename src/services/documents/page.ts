import path from 'node:path';

/** PDF's own fonts know no letters beyond those of western Europe, and names have them. */
const FONTS = path.join(path.dirname(require.resolve('dejavu-fonts-ttf/package.json')), 'ttf');
export const REGULAR_FONT = path.join(FONTS, 'DejaVuSans.ttf');
export const BOLD_FONT = path.join(FONTS, 'DejaVuSans-Bold.ttf');

/** PDF points, on A4. */
const [PAGE_WIDTH, PAGE_HEIGHT] = [595, 842];
export const LEFT = 56;
export const TOP = LEFT;
export const RIGHT = PAGE_WIDTH - LEFT;
export const WIDTH = RIGHT - LEFT;
export const FOOT_Y = PAGE_HEIGHT - LEFT + 14;

export const LINE_GAP = 1.5;
export const GREY = '#5a6675';

interface TextStyle {
  x?: number;
  /** Default: below what was written last. */
  y?: number;
  width?: number;
  size?: number;
  font?: string;
  color?: string;
  align?: 'left' | 'right';
}

/** Writes text that wraps within its width, and leaves the page's y below it. */
export function text(pdf: PDFKit.PDFDocument, words: string, style: TextStyle = {}): void {
  const {x = LEFT, y = pdf.y, width = WIDTH, size = 9, font = REGULAR_FONT, color = '#000', align} = style;
  pdf.font(font).fontSize(size).fillColor(color).text(words, x, y, {width, align, lineGap: LINE_GAP});
}

/** Begins another page when so much does not fit on this one. @returns whether it did */
export function ensureRoom(pdf: PDFKit.PDFDocument, height: number): boolean {
  if (pdf.y + height <= PAGE_HEIGHT - LEFT) return false;
  pdf.addPage();
  pdf.y = TOP;
  return true;
}

export function rule(pdf: PDFKit.PDFDocument): void {
  pdf.moveTo(LEFT, pdf.y).lineTo(RIGHT, pdf.y).lineWidth(0.5).strokeColor('#999').stroke();
  pdf.y += 8;
}
