import { useEffect, useRef, useState } from 'react'
import { useLab, useTheme } from '../../store'
import { upToMessage } from './up-to-message'

/** More than this at once cannot be read, and takes too long to lay out. */
const mostMessages = 24

/** Mermaid lays out on the page's own thread: not more often than this while the run plays. */
const playingMs = 900

/** The sequence diagram up to the message shown, which stands out. Mermaid is loaded when this is first drawn. */
export function Diagram({ mermaid, count }: { readonly mermaid: string; readonly count: number }) {
  const box = useRef<HTMLDivElement>(null)
  const [error, setError] = useState('')
  const dark = useTheme((theme) => theme.dark)
  const playing = useLab((lab) => lab.playing)
  useEffect(() => {
    let current = true
    const draw = async () => {
      const { default: library } = await import('mermaid')
      if (!current || !box.current) return
      library.initialize({ startOnLoad: false, theme: 'base', sequence: looks, themeVariables: coloursOf(box.current) })
      try {
        const { svg } = await library.render('sequence-diagram', upToMessage(mermaid, count, mostMessages))
        if (!current || !box.current) return
        box.current.innerHTML = svg
        lightLast(box.current)
        setError('')
      } catch (problem) {
        setError(String(problem))
      }
    }
    if (count === 0) return
    const timer = setTimeout(draw, playing ? playingMs : 0)
    return () => {
      current = false
      clearTimeout(timer)
    }
  }, [mermaid, count, dark, playing])
  return (
    <div className="min-h-0 flex-1 overflow-auto p-2" tabIndex={0} role="group" aria-label="Sequence diagram">
      {error && <p className="text-bad">{error}</p>}
      {count > 0 && (
        <div
          ref={box}
          className="[&_svg]:min-w-[960px]"
          role="img"
          aria-label={`Sequence diagram of ${count} messages; the list beside it says them`}
        />
      )}
    </div>
  )
}

const looks = {
  diagramMarginX: 8,
  diagramMarginY: 4,
  actorMargin: 28,
  width: 104,
  height: 26,
  boxMargin: 4,
  messageMargin: 24,
  mirrorActors: false,
  useMaxWidth: true,
  messageFontSize: 12,
  actorFontSize: 12
}

function coloursOf(element: HTMLElement): Record<string, string> {
  const style = getComputedStyle(element)
  const colour = (name: string) => style.getPropertyValue(`--${name}`).trim()
  return {
    fontFamily: 'Inter, system-ui, sans-serif',
    background: colour('panel'),
    primaryColor: colour('raised'),
    primaryTextColor: colour('ink'),
    primaryBorderColor: colour('line'),
    lineColor: colour('mute'),
    textColor: colour('ink'),
    actorBkg: colour('raised'),
    actorBorder: colour('line'),
    actorTextColor: colour('ink'),
    actorLineColor: colour('line'),
    signalColor: colour('mute'),
    signalTextColor: colour('ink')
  }
}

function lightLast(element: HTMLElement): void {
  const text = [...element.querySelectorAll<SVGElement>('.messageText')].at(-1)
  const line = [...element.querySelectorAll<SVGElement>('.messageLine0, .messageLine1')].at(-1)
  text?.setAttribute('style', `${text.getAttribute('style') ?? ''};fill:var(--info);font-weight:700`)
  line?.setAttribute('style', `${line.getAttribute('style') ?? ''};stroke:var(--info);stroke-width:2.5`)
  text?.scrollIntoView({ block: 'nearest', inline: 'nearest' })
}
