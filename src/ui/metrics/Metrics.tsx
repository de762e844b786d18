import { useEffect, useRef, useState } from 'react'
import uPlot from 'uplot'
import 'uplot/dist/uPlot.min.css'
import { metrics, useLab, useTheme } from '../../store'

type Found = NonNullable<Awaited<ReturnType<typeof metrics>>>

const refreshMs = 1_000

/** Plots of the run as far as it is simulated, with the playhead across. */
export default function Metrics() {
  const [found, setFound] = useState<Found | null>(null)
  const end = useLab((lab) => Math.floor((lab.timeline?.end ?? 0) / 5_000_000))
  const branch = useLab((lab) => lab.timeline?.branch)
  const hash = useLab((lab) => (lab.timeline && lab.timeline.end >= lab.timeline.until ? lab.timeline.hash : ''))
  useEffect(() => {
    const timer = setTimeout(async () => setFound(await metrics()), found ? refreshMs : 0)
    return () => clearTimeout(timer)
    // Asked again when the run grew or became another; not when the answer came.
  }, [end, branch, hash])
  if (!found || found.times.length < 2) return <p className="p-4 text-mute">Nothing to plot yet.</p>
  return (
    <div className="grid h-full auto-cols-fr grid-flow-col gap-2 overflow-x-auto p-2">
      {found.series.map((series) => (
        <Plot key={series.name} times={found.times} series={series} />
      ))}
    </div>
  )
}

const inks: Readonly<Record<string, string>> = { 'Requests failed': 'bad', 'Requests answered': 'ok' }

function Plot({ times, series }: { readonly times: Found['times']; readonly series: Found['series'][number] }) {
  const box = useRef<HTMLDivElement>(null)
  const plot = useRef<uPlot>(null)
  const dark = useTheme((theme) => theme.dark)
  useEffect(() => {
    const element = box.current!
    const style = getComputedStyle(element)
    const colour = (name: string) => style.getPropertyValue(`--${name}`)
    const axis = {
      stroke: colour('mute'),
      grid: { stroke: colour('line'), width: 1 },
      ticks: { stroke: colour('line') }
    }
    const options: uPlot.Options = {
      width: element.clientWidth,
      height: element.clientHeight - 22,
      legend: { show: false },
      cursor: { show: false },
      scales: { x: { time: false }, y: { range: (_, __, max) => [0, Math.max(1, max * 1.1)] } },
      axes: [
        { ...axis, values: (_, values) => values.map((value) => `${value} s`) },
        { ...axis, size: 58 }
      ],
      series: [
        {},
        { stroke: colour(inks[series.name] ?? 'info'), width: 1.5, fill: `${colour(inks[series.name] ?? 'info')}22` }
      ],
      hooks: { draw: [(u) => drawPlayhead(u, colour('ink'))] }
    }
    plot.current = new uPlot(options, [[], []], element)
    const observer = new ResizeObserver(() => {
      plot.current?.setSize({ width: element.clientWidth, height: element.clientHeight - 22 })
    })
    observer.observe(element)
    const stop = useLab.subscribe((lab, before) => {
      if (lab.playhead !== before.playhead) plot.current?.redraw(false)
    })
    return () => {
      stop()
      observer.disconnect()
      plot.current?.destroy()
    }
  }, [series.name, dark])
  useEffect(() => plot.current?.setData([[...times], [...series.values]]), [times, series, dark])
  const last = series.values.findLast((value) => value !== null)
  return (
    <figure className="flex min-w-60 flex-col" aria-label={`${series.name}, last ${last ?? 'none'} ${series.unit}`}>
      <figcaption className="px-2 text-xs text-mute">
        {series.name} ({series.unit})
      </figcaption>
      <div ref={box} className="min-h-0 flex-1" />
    </figure>
  )
}

function drawPlayhead(plot: uPlot, colour: string): void {
  const x = plot.valToPos(useLab.getState().playhead / 1_000_000, 'x', true)
  const { left, top, width, height } = plot.bbox
  if (x < left || x > left + width) return
  plot.ctx.fillStyle = colour
  plot.ctx.fillRect(x, top, devicePixelRatio, height)
}
