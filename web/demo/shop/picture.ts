import type { Shape } from './product'

const outlines: Record<Shape, string> = {
  mug: 'M52 60h72v66c0 20-14 30-36 30s-36-10-36-30Z|M124 76c34-8 38 48 0 46v-12c18 2 18-28 0-22Z',
  bowl: 'M34 84h132c-2 42-26 66-66 66s-64-24-66-66Z|M78 150h44v9H78Z',
  plate: 'M24 104c0-15 34-26 76-26s76 11 76 26-34 30-76 30-76-15-76-30Z|M58 103c0-8 19-14 42-14s42 6 42 14-19 14-42 14-42-6-42-14Z',
  vase: 'M88 28h24v34c0 16 28 32 28 66 0 24-16 36-40 36s-40-12-40-36c0-34 28-50 28-66Z|M84 24h32v9H84Z',
  jug: 'M74 40h48l10-6-4 26c14 14 22 32 22 54 0 30-20 46-52 46s-50-16-50-46c0-28 14-44 26-58Z|M74 56c-40-4-52 54-24 70l5-11c-18-10-8-44 17-42Z',
  candle: 'M60 74h80l10 82H50Z|M100 40c10 12 10 22 0 26-10-4-10-14 0-26Z',
}

/** A drawn product: its shape in its glaze, with a soft light from the left; without a name it is decoration. */
export function picture(shape: Shape, glaze: string, name: string): string {
  const [body, second] = outlines[shape].split('|')
  const id = `${shape}${glaze.slice(1)}`
  return `<svg class="picture" viewBox="0 0 200 200" ${name ? `role="img" aria-label="${name}"` : 'aria-hidden="true"'}>
    <defs>
      <linearGradient id="${id}"><stop stop-color="#fff" stop-opacity=".45"/><stop offset=".45" stop-color="#fff" stop-opacity="0"/><stop offset="1" stop-opacity=".28"/></linearGradient>
    </defs>
    <ellipse cx="100" cy="162" rx="66" ry="9" opacity=".12"/>
    <path d="${body}" fill="${glaze}"/><path d="${second}" fill="${glaze}"/>
    <path d="${body}" fill="url(#${id})"/><path d="${second}" opacity=".14"/>
  </svg>`
}
