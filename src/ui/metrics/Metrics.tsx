import { useEffect, useMemo, useRef, useState, type MouseEvent } from 'react'
import uPlot from 'uplot'
import 'uplot/dist/uPlot.min.css'
import { metrics, pause, seekTo, useLab, useTheme } from '../../store'
import { useTimelineView } from '../timeline/view'
import { usePage } from '../shared/use-page'

type Found = NonNullable<Awaited<ReturnType<typeof metrics>>>

const refreshMs = 1_000

/** Plots of the run as far as it is simulated, with the playhead across. */
export default function Metrics() {
  const t = usePage()
  const [found, setFound] = useState<Found | null>(null)
  const end = useLab((lab) => Math.floor((lab.timeline?.end ?? 0) / 5_000_000))
  const branch = useLab((lab) => lab.timeline?.branch)
  const hash = useLab((lab) => (lab.timeline && lab.timeline.end >= lab.timeline.until ? lab.timeline.hash : ''))
  useEffect(() => {
    const timer = setTimeout(async () => setFound(await metrics()), found ? refreshMs : 0)
    return () => clearTimeout(timer)
    // Asked again when the run grew or became another; not when the answer came.
  }, [end, branch, hash])
  if (!found || found.times.length < 2)
    return <p className="p-4 text-mute">{t('Nothing to plot yet: two seconds of the run are needed.')}</p>
  return (
    <div className="flex h-full gap-2 overflow-x-auto p-2">
      {found.series.map((series) => (
        <Plot key={series.name} times={found.times} series={series} />
      ))}
    </div>
  )
}

const inks: Readonly<Record<string, string>> = { 'Requests failed': 'bad', 'Requests answered': 'ok' }

type Series = Found['series'][number]

function Plot({ times, series }: { readonly times: Found['times']; readonly series: Series }) {
  const box = useRef<HTMLDivElement>(null)
  const plot = useRef<uPlot>(null)
  const dark = useTheme((theme) => theme.dark)
  const origin = useLab((lab) => lab.info?.faultAt ?? 0)
  const range = useRange(times)
  const shown = useRef(range)
  useEffect(() => {
    const element = box.current!
    const style = getComputedStyle(element)
    const colour = (name: string) => style.getPropertyValue(`--${name}`)
    const axis = {
      stroke: colour('mute'),
      font: `11px ${style.fontFamily}`,
      grid: { stroke: colour('line'), width: 1 },
      ticks: { stroke: colour('line'), size: 4 }
    }
    const ink = colour(inks[series.name] ?? 'info')
    const size = () => ({ width: element.clientWidth, height: Math.max(60, element.clientHeight) })
    const options: uPlot.Options = {
      ...size(),
      legend: { show: false },
      cursor: { show: false },
      padding: [6, 12, 0, 0],
      scales: {
        x: { time: false, range: () => [shown.current.from, shown.current.to] },
        y: { range: (_, __, max) => [0, Math.max(1, max * 1.1)] }
      },
      axes: [
        { ...axis, size: 26, space: 60, values: (_, values) => values.map((value) => secondsFrom(origin, value)) },
        { ...axis, size: 44, space: 26 }
      ],
      series: [{}, { stroke: ink, width: 1.5, fill: `${ink}22`, points: { show: false } }],
      hooks: { draw: [(u) => drawMarks(u, colour)] }
    }
    plot.current = new uPlot(options, [[], []], element)
    const observer = new ResizeObserver(() => plot.current?.setSize(size()))
    observer.observe(element)
    const stop = useLab.subscribe((lab, before) => {
      if (lab.playhead !== before.playhead) plot.current?.redraw(false)
    })
    return () => {
      stop()
      observer.disconnect()
      plot.current?.destroy()
    }
  }, [series.name, dark, origin])
  useEffect(() => {
    shown.current = range
    plot.current?.setData([[...times], [...series.values]])
  }, [times, series, dark, origin, range])
  const seek = (event: MouseEvent) => {
    const { current } = plot
    if (!current) return
    pause()
    seekTo(current.posToVal(event.clientX - current.over.getBoundingClientRect().left, 'x') * 1_000_000)
  }
  return (
    <figure className="flex min-w-60 flex-1 flex-col" aria-label={summaryOf(series)}>
      <figcaption className="flex flex-wrap justify-between gap-x-2 px-2 text-xs">
        <span className="font-medium">
          {series.name} <span className="font-normal text-mute">{series.unit}</span>
        </span>
        <Now times={times} series={series} />
      </figcaption>
      <div ref={box} className="min-h-0 flex-1 cursor-pointer overflow-hidden" onClick={seek} />
    </figure>
  )
}

/** The value at the playhead. */
function Now({ times, series }: { readonly times: Found['times']; readonly series: Series }) {
  const value = useLab((lab) => {
    const i = times.findIndex((time) => time * 1_000_000 >= lab.playhead)
    return i < 0 ? null : (series.values[i] ?? null)
  })
  return <span className="text-mute">{value === null ? 'nothing now' : `${value.toLocaleString('en')} now`}</span>
}

/** The stretch that the timeline shows, if somebody has zoomed into it; else all that is simulated. */
function useRange(times: Found['times']): { readonly from: number; readonly to: number } {
  const window = useTimelineView((view) => view.window)
  const last = times.at(-1) ?? 1
  return useMemo(
    () => (window ? { from: window.from / 1_000_000, to: window.to / 1_000_000 } : { from: 0, to: last }),
    [window, last]
  )
}

const secondsFrom = (origin: number, value: number): string => {
  const distance = value - origin / 1_000_000
  return `${distance > 0 ? '+' : distance < 0 ? '−' : ''}${Number(Math.abs(distance).toFixed(2))} s`
}

function summaryOf({ name, unit, values }: Series): string {
  const known = values.filter((value) => value !== null)
  if (known.length === 0) return `${name}: nothing yet`
  const most = known.reduce((a, b) => Math.max(a, b))
  const least = known.reduce((a, b) => Math.min(a, b))
  return `${name}: from ${least} to ${most} ${unit}, ${known.at(-1)} at the end`
}

/** Faults in red and the playhead across. */
function drawMarks(plot: uPlot, colour: (name: string) => string): void {
  const { playhead, timeline } = useLab.getState()
  const { left, top, width, height } = plot.bbox
  const line = (at: number, ink: string) => {
    const x = plot.valToPos(at / 1_000_000, 'x', true)
    if (x < left || x > left + width) return
    plot.ctx.fillStyle = colour(ink)
    plot.ctx.fillRect(x, top, 1.5 * devicePixelRatio, height)
  }
  for (const { at } of timeline?.faults ?? []) line(at, 'bad')
  line(playhead, 'ink')
}
