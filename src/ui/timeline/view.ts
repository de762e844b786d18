import { create } from 'zustand'
import { seconds, type Micros } from '../../base/time'
import { useLab } from '../../store'

/** The stretch of the run that the lanes show; null is all of it. */
interface View {
  readonly window: { readonly from: Micros; readonly to: Micros } | null
}

const shortest = seconds(0.02)

const useWindow = create<View>()(() => ({ window: null }))

export interface Window {
  readonly from: Micros
  readonly to: Micros
}

/** The window, kept where the playhead is. */
export function useView() {
  const own = useWindow((view) => view.window)
  const until = useLab((lab) => lab.timeline?.until ?? seconds(60))
  const playhead = useLab((lab) => lab.playhead)
  const window = own ? follow(own, playhead, until) : { from: 0, to: until }
  return {
    window,
    zoomed: own !== null,
    /** Makes the stretch that many times as long, around `at` or the playhead. */
    zoom: (factor: number, at: Micros = playhead) => useWindow.setState({ window: zoomed(window, factor, at, until) }),
    fit: () => useWindow.setState({ window: null })
  }
}

export function zoomed({ from, to }: Window, factor: number, at: Micros, until: Micros): Window | null {
  const length = Math.max(shortest, (to - from) * factor)
  if (length >= until) return null
  const share = (at - from) / (to - from)
  const begin = Math.max(0, Math.min(until - length, at - length * share))
  return { from: Math.round(begin), to: Math.round(begin + length) }
}

/** When the playhead leaves the window, the window moves on. */
export function follow(window: Window, playhead: Micros, until: Micros): Window {
  const length = window.to - window.from
  if (playhead >= window.from && playhead <= window.to) return window
  const from = Math.max(0, Math.min(until - length, playhead - length * 0.1))
  return { from, to: from + length }
}
