import { memo, useEffect, useRef, type KeyboardEvent, type MouseEvent } from 'react'
import { Handle, Position } from '@xyflow/react'
import { select, useLab, useTheme, type MachineView } from '../../store'
import { fleetColumns, fleetTile } from './layout'
import { useFocused } from './navigation'

const podSize = 5
const gap = 1.5

/** Many workers as one heat map: a tile each, its pods as pixels. Click, or move with arrow keys and press Enter. */
export const FleetCard = memo(function FleetCard() {
  const canvas = useRef<HTMLCanvasElement>(null)
  const machines = useLab((lab) => lab.machines)
  const selection = useLab((lab) => lab.selection)
  const dark = useTheme((theme) => theme.dark)
  const focused = useFocused((nav) => nav.id)
  const workers = Object.values(machines).filter(({ role }) => role === 'worker')
  const columns = fleetColumns(workers.length)
  const width = columns * fleetTile.width
  const height = Math.ceil(workers.length / columns) * fleetTile.height
  useEffect(() => {
    if (canvas.current) drawFleet(canvas.current, workers, columns, [selection.split('/')[0]!, focused])
  })
  const cursor = Math.max(
    0,
    workers.findIndex(({ id }) => id === focused)
  )
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: columns, ArrowUp: -columns }[event.key]
    if (event.key === 'Enter') select(workers[cursor]!.id)
    const next = step === undefined ? undefined : workers[cursor + step]
    if (!next) return
    event.preventDefault()
    event.stopPropagation()
    useFocused.setState({ id: next.id })
  }
  const onClick = (event: MouseEvent<HTMLCanvasElement>) => {
    const box = event.currentTarget.getBoundingClientRect()
    const column = Math.floor(((event.clientX - box.left) / box.width) * columns)
    const row = Math.floor(((event.clientY - box.top) / box.height) * (height / fleetTile.height))
    const worker = workers[row * columns + column]
    if (worker) select(worker.id)
  }
  const well = workers.filter(({ health }) => health === 'ok').length
  return (
    <div className="card nopan pointer-events-auto h-full w-full p-2.5" data-dark={dark}>
      <Handle type="target" position={Position.Top} className="!invisible" isConnectable={false} />
      <p className="mb-1.5 font-semibold">
        {workers.length} workers <span className="font-normal text-mute">{well} ready</span>
      </p>
      <canvas
        ref={canvas}
        tabIndex={0}
        role="listbox"
        aria-label={`Workers; at ${workers[cursor]?.id}, ${workers[cursor]?.badge}`}
        style={{ width, height }}
        onKeyDown={onKeyDown}
        onClick={onClick}
      />
    </div>
  )
})

function drawFleet(
  canvas: HTMLCanvasElement,
  workers: readonly MachineView[],
  columns: number,
  marked: readonly string[]
): void {
  const context = canvas.getContext('2d')
  if (!context) return
  const scale = devicePixelRatio * 1.5
  const rows = Math.ceil(workers.length / columns)
  canvas.width = columns * fleetTile.width * scale
  canvas.height = rows * fleetTile.height * scale
  context.scale(scale, scale)
  const style = getComputedStyle(canvas)
  const colour = (name: string) => style.getPropertyValue(`--${name}`)
  const pods = { ready: colour('ok'), pending: colour('warn'), failed: colour('bad'), terminating: colour('faint') }
  const grounds = { ok: colour('raised'), warn: colour('warnbg'), bad: colour('badbg'), off: colour('raised') }
  const perRow = Math.floor((fleetTile.width - 8) / (podSize + gap))
  workers.forEach((worker, i) => {
    const x = (i % columns) * fleetTile.width + 2
    const y = Math.floor(i / columns) * fleetTile.height + 2
    context.fillStyle = grounds[worker.health]
    context.fillRect(x, y, fleetTile.width - 4, fleetTile.height - 4)
    worker.pods.forEach((pod, p) => {
      const top = y + 3 + Math.floor(p / perRow) * (podSize + gap)
      if (top > y + fleetTile.height - 4 - podSize) return
      context.fillStyle = pods[pod.shape]
      context.fillRect(x + 3 + (p % perRow) * (podSize + gap), top, podSize, podSize)
    })
    if (!marked.includes(worker.id)) return
    context.strokeStyle = colour('info')
    context.lineWidth = 2
    context.strokeRect(x, y, fleetTile.width - 4, fleetTile.height - 4)
  })
}
