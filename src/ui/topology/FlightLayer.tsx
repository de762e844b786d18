import { useStoreApi } from '@xyflow/react'
import { useEffect, useRef } from 'react'
import { useLab } from '../../store'
import { prefersStill } from '../shared/screen'
import { createFlights } from './flights'
import type { Layout } from './layout'

/** Messages travelling along the lines, drawn on one canvas over the picture. Draws nothing when nothing moves. */
export function FlightLayer({ layout }: { readonly layout: Layout }) {
  const canvas = useRef<HTMLCanvasElement>(null)
  const flow = useStoreApi()
  useEffect(() => {
    const context = canvas.current!.getContext('2d')!
    const flights = createFlights(layout)
    let asked = 0
    const draw = (now: number) => {
      asked = 0
      const { width, height, transform } = flow.getState()
      fitCanvas(canvas.current!, width, height)
      const [x, y, zoom] = transform
      const ratio = devicePixelRatio
      context.setTransform(1, 0, 0, 1, 0, 0)
      context.clearRect(0, 0, canvas.current!.width, canvas.current!.height)
      context.setTransform(zoom * ratio, 0, 0, zoom * ratio, x * ratio, y * ratio)
      const moving = flights.draw(context, now, useLab.getState())
      if (moving) wake()
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
    wake()
    return () => {
      stopFrames()
      stopMoves()
      cancelAnimationFrame(asked)
    }
  }, [layout, flow])
  return <canvas ref={canvas} aria-hidden className="pointer-events-none absolute inset-0 z-[5] h-full w-full" />
}

function fitCanvas(canvas: HTMLCanvasElement, width: number, height: number): void {
  const w = Math.round(width * devicePixelRatio)
  const h = Math.round(height * devicePixelRatio)
  if (canvas.width !== w) canvas.width = w
  if (canvas.height !== h) canvas.height = h
}
