import { useReactFlow, useStore } from '@xyflow/react'
import { useCallback, useEffect } from 'react'
import type { Layout } from './layout'

/** Below the picture: the legend. */
const legendHeight = 28
const margin = 8
/** Larger than drawn is seldom clearer. */
const largest = 1.3

/** Shows the whole cluster. */
export function useFit(layout: Layout): () => void {
  const { setViewport } = useReactFlow()
  const width = useStore((flow) => flow.width)
  const height = useStore((flow) => flow.height)
  return useCallback(() => {
    if (width <= 0 || height <= 0) return
    const { bounds } = layout
    const room = { width: width - 2 * margin, height: height - legendHeight - margin }
    const zoom = Math.min(largest, room.width / bounds.width, room.height / bounds.height)
    const x = (width - bounds.width * zoom) / 2 - bounds.x * zoom
    const y = margin + Math.max(0, (room.height - bounds.height * zoom) / 2) - bounds.y * zoom
    void setViewport({ x, y, zoom })
  }, [layout, width, height, setViewport])
}

/** When the cluster or the window changes, all of it is shown; in between the person pans and zooms. */
export function Fit({ layout }: { readonly layout: Layout }) {
  const fit = useFit(layout)
  useEffect(fit, [fit])
  return null
}
