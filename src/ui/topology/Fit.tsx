import { useReactFlow, useStore } from '@xyflow/react'
import { useEffect } from 'react'
import type { Layout } from './layout'

/** Shows the whole cluster when it or the window changes; in between the person pans and zooms. */
export function Fit({ layout }: { readonly layout: Layout }) {
  const { fitBounds } = useReactFlow()
  const width = useStore((flow) => flow.width)
  const height = useStore((flow) => flow.height)
  useEffect(() => {
    if (width > 0 && height > 0) void fitBounds(boundsOf(layout), { padding: 0.02 })
  }, [layout, width, height, fitBounds])
  return null
}

/** Left free below the machines: the suggestion must not hide pods. */
const suggestionHeight = 66

function boundsOf({ boxes, fleet, busX }: Layout) {
  const all = [...Object.values(boxes), ...(fleet ? [fleet] : [])]
  const x = Math.min(busX, ...all.map((box) => box.x))
  const y = Math.min(...all.map((box) => box.y))
  return {
    x,
    y,
    width: Math.max(...all.map((box) => box.x + box.width)) - x,
    height: Math.max(...all.map((box) => box.y + box.height)) - y + suggestionHeight
  }
}
