import { useEffect, useRef, useState, type KeyboardEvent, type MouseEvent } from 'react'
import { select, useLab, useTheme, type MachineView } from '../../store'
import { useFocused } from './navigation'
import type { Region } from './regions'
import { worstOf, type Worst } from './worst'

const colours: Readonly<Record<Worst, string>> = { ok: 'ok', busy: 'info', warn: 'warn', bad: 'badfill' }

/** Thousands of workers as one heat map, a cell each. Hovering, or moving with the arrow keys, names a node; Enter selects it. */
export function Cells({ region }: { readonly region: Region }) {
  const { workers, columns, cell, zone, field } = region
  const canvas = useRef<HTMLCanvasElement>(null)
  const machines = useLab((lab) => lab.machines)
  const selected = useLab((lab) => lab.selection.split('/')[0]!)
  const dark = useTheme((theme) => theme.dark)
  const focused = useFocused((nav) => nav.id)
  const [hovered, setHovered] = useState<number | null>(null)
  const at = workers.indexOf(focused)
  const named = hovered ?? (at >= 0 ? at : null)
  useEffect(() => {
    if (canvas.current) draw(canvas.current, region, machines, [selected, focused])
  }, [region, machines, selected, focused, dark])
  const indexAt = (event: MouseEvent<HTMLCanvasElement>): number | null => {
    const box = event.currentTarget.getBoundingClientRect()
    const scale = box.width / field.width
    const column = Math.floor((event.clientX - box.left) / scale / cell.width)
    const row = Math.floor((event.clientY - box.top) / scale / cell.height)
    const index = row * columns + column
    return column < columns && index < workers.length ? index : null
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: columns, ArrowUp: -columns }[event.key]
    const from = Math.max(0, at)
    if (event.key === 'Enter') select(workers[from]!)
    const next = step === undefined ? undefined : workers[at < 0 ? 0 : from + step]
    if (!next) return
    event.preventDefault()
    event.stopPropagation()
    useFocused.setState({ id: next })
  }
  const nameOf = (index: number): string => {
    const machine = machines[workers[index]!]
    return machine ? `${machine.id}, ${machine.badge}` : workers[index]!
  }
  const wrong = workers.filter((id) => machines[id] && machines[id].health !== 'ok').length
  return (
    <div className="relative" data-machine={workers[0]}>
      <canvas
        ref={canvas}
        tabIndex={0}
        data-field={zone}
        role="application"
        aria-roledescription="heat map"
        aria-label={`${workers.length} workers${zone ? ` in ${zone}` : ''}, ${wrong} of them not well. Arrow keys move${at >= 0 ? `; at ${nameOf(at)}` : ''}`}
        style={{ width: field.width, height: field.height }}
        className="block rounded-sm"
        onKeyDown={onKeyDown}
        onMouseMove={(event) => setHovered(indexAt(event))}
        onMouseLeave={() => setHovered(null)}
        onClick={(event) => {
          const index = indexAt(event)
          if (index === null) return
          event.stopPropagation()
          useFocused.setState({ id: workers[index]! })
          select(workers[index]!)
        }}
      />
      {named !== null && (
        <span
          className="pointer-events-none absolute z-10 rounded-md bg-tip px-2 py-0.5 text-xs whitespace-nowrap text-ontip shadow-pop"
          style={{
            left: Math.min(field.width - 120, Math.max(0, (named % columns) * cell.width)),
            top: Math.floor(named / columns) * cell.height - 26
          }}
        >
          {nameOf(named)}
        </span>
      )}
    </div>
  )
}

function draw(
  canvas: HTMLCanvasElement,
  { workers, columns, cell, field }: Region,
  machines: Readonly<Record<string, MachineView>>,
  marked: readonly string[]
): void {
  const context = canvas.getContext('2d')
  if (!context) return
  const scale = devicePixelRatio * 1.5
  canvas.width = Math.round(field.width * scale)
  canvas.height = Math.round(field.height * scale)
  context.scale(scale, scale)
  const style = getComputedStyle(canvas)
  const inks = Object.fromEntries(
    Object.entries(colours).map(([worst, name]) => [worst, style.getPropertyValue(`--${name}`)])
  )
  const gap = cell.width > 5 ? 1 : 0.5
  workers.forEach((id, i) => {
    const machine = machines[id]
    if (!machine) return
    const worst = worstOf(machine)
    context.fillStyle = inks[worst]!
    context.globalAlpha = worst === 'ok' ? 0.55 : 1
    const x = (i % columns) * cell.width
    const y = Math.floor(i / columns) * cell.height
    context.fillRect(x, y, cell.width - gap, cell.height - gap)
    if (!marked.includes(id)) return
    context.globalAlpha = 1
    context.strokeStyle = style.getPropertyValue('--ink')
    context.lineWidth = 1.5
    context.strokeRect(x - 0.5, y - 0.5, cell.width, cell.height)
  })
}
