import { useEffect, useRef } from 'react'
import { Button } from '../shared/Button'
import { usePage } from '../shared/use-page'

/** What each key does, by where it does it. */
const keys: readonly (readonly [where: string, rows: readonly (readonly [key: string, does: string])[]])[] = [
  [
    'Anywhere',
    [
      ['Space', 'plays, or stands still'],
      ['[ ]', 'go to the moment before, to the next one'],
      ['G', 'opens the gallery of scenarios'],
      ['/', 'finds a machine, process or object by its name'],
      ['E', 'opens the export'],
      ['Esc', 'closes what is open']
    ]
  ],
  [
    'Topology',
    [
      ['Arrows', 'go to what lies that way'],
      ['Enter', 'selects, and goes on to its actions'],
      ['K R S P', 'kill, restart, stop, pause what is selected'],
      ['C', 'crashes its machine']
    ]
  ],
  [
    'Timeline',
    [
      ['Arrows', 'move the playhead'],
      ['Home, End', 'go to the start, to the end'],
      ['Page keys', 'go to the next or previous milestone or fault'],
      ['. ,', 'choose the next or previous span'],
      ['W S A D', 'zoom in and out, move left and right'],
      ['+ - 0', 'zoom; the story, or the whole run'],
      ['F', 'folds quiet time, or unfolds it'],
      ['M', 'measures: the chosen span, or from here on'],
      ['N', 'writes a note here'],
      ['Del', 'takes out the fault whose flag has the focus'],
      ['Ctrl Z', 'goes back to what was before']
    ]
  ]
]

export default function KeyboardHelp({ close }: { readonly close: () => void }) {
  const t = usePage()
  const dialog = useRef<HTMLDialogElement>(null)
  useEffect(() => dialog.current?.showModal(), [])
  return (
    <dialog
      ref={dialog}
      onClose={close}
      aria-labelledby="keys-title"
      className="pop m-auto max-h-[90vh] w-[min(460px,92vw)] overflow-auto p-5 backdrop:bg-ink/20"
    >
      <h2 id="keys-title" className="mb-3 text-[15px] font-semibold">
        {t('Keyboard')}
      </h2>
      {keys.map(([where, rows]) => (
        <section key={where} className="mb-3">
          <h3 className="heading">{t(where)}</h3>
          <dl className="grid grid-cols-[120px_minmax(0,1fr)] gap-y-1">
            {rows.map(([key, does]) => (
              <div key={key} className="contents">
                <dt className="numbers text-xs">{t(key)}</dt>
                <dd>{t(does)}</dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
      <form method="dialog" className="text-right">
        <Button type="submit">{t('Close')}</Button>
      </form>
    </dialog>
  )
}
