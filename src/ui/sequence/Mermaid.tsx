import { useEffect, useRef, useState } from 'react'
import { say, useTheme } from '../../store'
import { Button } from '../shared/Button'
import { usePage } from '../shared/use-page'

/** The steps as a Mermaid diagram, drawn and as text to take along. The library is loaded when this is first shown. */
export default function Mermaid({ text }: { readonly text: string }) {
  const t = usePage()
  const box = useRef<HTMLDivElement>(null)
  const [error, setError] = useState('')
  const dark = useTheme((theme) => theme.dark)
  useEffect(() => {
    let current = true
    const draw = async () => {
      const { default: library } = await import('mermaid')
      if (!current || !box.current) return
      library.initialize({ startOnLoad: false, theme: 'base', sequence: looks, themeVariables: coloursOf(box.current) })
      try {
        const { svg } = await library.render('sequence-diagram', text)
        if (!current || !box.current) return
        box.current.innerHTML = svg
        setError('')
      } catch (problem) {
        setError(String(problem))
      }
    }
    void draw()
    return () => {
      current = false
    }
  }, [text, dark])
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text)
      say('status', 'Copied the diagram as Mermaid.')
    } catch {
      say('alert', 'The browser did not allow copying: mark the text and copy it.')
    }
  }
  return (
    <div className="flex min-w-0 flex-1">
      <div
        className="min-w-0 flex-[3] overflow-auto p-2"
        tabIndex={0}
        role="group"
        aria-label={t('Diagram by Mermaid')}
      >
        {error && <p className="text-bad">{error}</p>}
        <div ref={box} role="img" aria-label={t('Sequence diagram; the steps say it in words')} />
      </div>
      <div className="flex min-w-0 flex-[2] flex-col gap-1 border-l border-line p-2">
        <Button className="self-start !py-0.5" onClick={() => void copy()}>
          {t('Copy Mermaid')}
        </Button>
        <textarea
          readOnly
          aria-label={t('Mermaid text')}
          value={text}
          className="field numbers min-h-0 flex-1 resize-none text-[11px]"
        />
      </div>
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
  useMaxWidth: false,
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
