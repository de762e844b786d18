import { useId, useRef } from 'react'
import { useLanguage } from '../../store'
import { piecesOf, type Piece } from '../../words'

/** A sentence with its emphasis, and with terms that explain themselves. */
export function Sentence({ text }: { readonly text: string }) {
  return piecesOf(text).map((piece, i) => {
    const shown = piece.term ? <Term key={i} piece={piece} /> : <span key={i}>{piece.text}</span>
    return piece.bold ? (
      <b key={i} className="font-semibold">
        {shown}
      </b>
    ) : (
      shown
    )
  })
}

/** A word of the glossary: what it means stands above it on hover, focus and tap. */
function Term({ piece: { text, term } }: { readonly piece: Piece }) {
  const glossary = useLanguage((state) => state.words.glossary)
  const id = useId()
  const button = useRef<HTMLButtonElement>(null)
  const tip = useRef<HTMLSpanElement>(null)
  const show = () => {
    const box = tip.current!
    if (box.matches(':popover-open')) return
    box.showPopover()
    const at = button.current!.getBoundingClientRect()
    box.style.left = `${Math.max(8, Math.min(at.left, innerWidth - box.offsetWidth - 8))}px`
    const above = at.top - box.offsetHeight - 6
    box.style.top = `${above >= 8 ? above : at.bottom + 6}px`
  }
  const hide = () => {
    if (tip.current?.matches(':popover-open')) tip.current.hidePopover()
  }
  return (
    <>
      <button
        ref={button}
        type="button"
        aria-describedby={id}
        className="cursor-help underline decoration-faint decoration-dotted decoration-2 underline-offset-4"
        onMouseEnter={show}
        onMouseLeave={hide}
        onFocus={show}
        onBlur={hide}
        onClick={show}
        onKeyDown={(event) => event.key === 'Escape' && hide()}
      >
        {text}
      </button>
      <span
        ref={tip}
        id={id}
        role="tooltip"
        popover="manual"
        className="pointer-events-none fixed m-0 w-max max-w-[min(280px,90vw)] rounded-lg bg-tip px-2.5 py-1.5 text-xs leading-4 font-normal text-ontip"
      >
        {term && glossary[term]}
      </span>
    </>
  )
}
