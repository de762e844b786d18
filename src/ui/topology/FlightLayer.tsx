import { useStoreApi } from '@xyflow/react'
import { useEffect, useRef } from 'react'
import { useLab, useTheme } from '../../store'
import { prefersStill } from '../shared/screen'
import type { Point } from './curves'
import { coloursOf, createFlights } from './flights'
import type { Layout } from './layout'

/** Between two pictures; more often costs more than it shows. */
const pictureMs = 30

/** Messages travelling along the lines, drawn on one canvas over the picture. Draws nothing when nothing moves. */
export function FlightLayer({ layout }: { readonly layout: Layout }) {
  const canvas = useRef<HTMLCanvasElement>(null)
  const flow = useStoreApi()
  const dark = useTheme((theme) => theme.dark)
  useEffect(() => {
    const element = canvas.current!
    const context = element.getContext('2d')!
    const flights = createFlights(layout)
    const colours = coloursOf(element)
    const pane = element.closest<HTMLElement>('.topology')!
    let pointer: Point | null = null
    let asked = 0
    let drawn = 0
    const draw = (now: number) => {
      asked = 0
      if (now - drawn < pictureMs) return wake()
      drawn = now
      const { width, height, transform } = flow.getState()
      fitCanvas(element, width, height)
      const [x, y, zoom] = transform
      const ratio = devicePixelRatio
      context.setTransform(1, 0, 0, 1, 0, 0)
      context.clearRect(0, 0, element.width, element.height)
      context.setTransform(zoom * ratio, 0, 0, zoom * ratio, x * ratio, y * ratio)
      if (flights.draw(context, now, useLab.getState(), colours, pointer)) wake()
    }
    const wake = () => {
      if (asked === 0) asked = requestAnimationFrame(draw)
    }
    const stopFrames = useLab.subscribe((lab, before) => {
      if (lab.frame === before.frame && lab.playing === before.playing) return
      if (lab.frame && lab.playing && !prefersStill()) flights.launch(lab.frame, performance.now())
      wake()
    })
    const stopMoves = flow.subscribe((state, before) => {
      if (state.transform !== before.transform || state.width !== before.width) wake()
    })
    const onPointer = (event: PointerEvent) => {
      // While it plays, messages are only samples: they have no names.
      if (useLab.getState().playing) return
      const [x, y, zoom] = flow.getState().transform
      const box = pane.getBoundingClientRect()
      pointer = [(event.clientX - box.left - x) / zoom, (event.clientY - box.top - y) / zoom]
      wake()
    }
    pane.addEventListener('pointermove', onPointer)
    wake()
    return () => {
      stopFrames()
      stopMoves()
      pane.removeEventListener('pointermove', onPointer)
      cancelAnimationFrame(asked)
    }
  }, [layout, flow, dark])
  return <canvas ref={canvas} aria-hidden className="pointer-events-none absolute inset-0 z-[5] h-full w-full" />
}

function fitCanvas(canvas: HTMLCanvasElement, width: number, height: number): void {
  const w = Math.round(width * devicePixelRatio)
  const h = Math.round(height * devicePixelRatio)
  if (canvas.width !== w) canvas.width = w
  if (canvas.height !== h) canvas.height = h
}
