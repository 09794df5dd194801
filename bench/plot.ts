/** One strategy: on average so many calls, and so many seconds of lag. */
export interface Dot {
  readonly name: string
  readonly calls: number
  readonly lag: number
}

const [WIDTH, HEIGHT, LEFT, BOTTOM, TOP, RIGHT] = [760, 440, 70, 60, 24, 30]
const TICKS = { calls: [10, 20, 50, 100, 200, 500, 1000], lag: [0.5, 1, 2, 5, 10, 20, 50] }

/** Lag against calls on logarithmic scales, as SVG that reads on light and dark pages. Down and left is better. */
export function plot(dots: readonly Dot[], curve: readonly Dot[]): string {
  const x = scale(8, 1300, LEFT, WIDTH - RIGHT)
  const y = scale(0.4, 60, HEIGHT - BOTTOM, TOP)
  const line = (x1: number, y1: number, x2: number, y2: number) =>
    `<line x1="${x1}" y1="${y1}" x2="${x2}" y2="${y2}" class="grid"/>`
  const text = (at: readonly [number, number], words: string, anchor = 'middle', more = '') =>
    `<text x="${at[0]}" y="${at[1]}" text-anchor="${anchor}"${more}>${words}</text>`
  const grid = [
    ...TICKS.calls.flatMap(calls => [
      line(x(calls), TOP, x(calls), HEIGHT - BOTTOM),
      text([x(calls), HEIGHT - BOTTOM + 18], String(calls)),
    ]),
    ...TICKS.lag.flatMap(lag => [
      line(LEFT, y(lag), WIDTH - RIGHT, y(lag)),
      text([LEFT - 8, y(lag) + 4], String(lag), 'end'),
    ]),
  ]
  const points = curve.map(({ calls, lag }) => `${x(calls)},${y(lag)}`).join(' ')
  const marks = dots.map(({ name, calls, lag }, index) => {
    const isOurs = index === 0
    const label = text(
      [x(calls) + (isOurs ? -10 : 10), y(lag) + (isOurs ? 16 : -8)],
      name,
      isOurs ? 'end' : 'start',
    )
    return `<g class="${isOurs ? 'ours' : 'other'}"><circle cx="${x(calls)}" cy="${y(lag)}" r="${isOurs ? 7 : 5}"/>${label}</g>`
  })
  const middle = (TOP + HEIGHT - BOTTOM) / 2
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}" role="img">
<title>Mean lag after the end of a job against the mean number of calls</title>
<style>
svg { background: #fff } text { font: 13px sans-serif; fill: #57606a } .grid { stroke: #d0d7de; stroke-width: 1 }
polyline { fill: none; stroke: #8c959f; stroke-width: 2; stroke-dasharray: 5 4 }
.other circle { fill: #8c959f } .ours circle { fill: #1a7f37 } .ours text { fill: #1a7f37; font-weight: bold }
</style>
<rect width="${WIDTH}" height="${HEIGHT}" fill="#fff"/>
${grid.join('\n')}
<polyline points="${points}"/>
${marks.join('\n')}
${text([(LEFT + WIDTH - RIGHT) / 2, HEIGHT - 14], 'calls per job, mean (dashed: every fixed interval from 1 s to 60 s)')}
${text([18, middle], 'lag after the end, mean, seconds', 'middle', ` transform="rotate(-90 18 ${middle})"`)}
</svg>
`
}

function scale(from: number, to: number, start: number, end: number): (value: number) => number {
  const share = (value: number) => Math.log(value / from) / Math.log(to / from)
  return value => Math.round(start + share(value) * (end - start))
}
