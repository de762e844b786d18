import { lazy, Suspense, useEffect, useRef, useState } from 'react'
import { Button } from '../shared/Button'
import { choices, type Choice } from './kinds'
import { usePage } from '../shared/use-page'

const EmbedForm = lazy(() => import('./EmbedForm'))
const PictureForm = lazy(() => import('./PictureForm'))
const TextForm = lazy(() => import('./TextForm'))

/** What can be taken along: chosen on the left, seen on the right before it is taken. */
export default function TakeDialog({ close }: { readonly close: () => void }) {
  const t = usePage()
  const dialog = useRef<HTMLDialogElement>(null)
  const [chosen, setChosen] = useState<Choice>(choices[0]!)
  useEffect(() => {
    dialog.current?.showModal()
    dialog.current?.querySelector<HTMLElement>('input:checked')?.focus()
  }, [])
  return (
    <dialog
      ref={dialog}
      onClose={close}
      aria-labelledby="take-title"
      className="pop m-auto h-[min(640px,92vh)] w-[min(880px,96vw)] overflow-hidden p-0 backdrop:bg-ink/20 open:flex open:flex-col"
    >
      <header className="flex items-center justify-between border-b border-line px-5 py-3">
        <h2 id="take-title" className="text-[15px] font-semibold">
          {t('Export')}
        </h2>
        <form method="dialog">
          <Button type="submit" look="quiet" aria-label={t('Close')}>
            ×
          </Button>
        </form>
      </header>
      <div className="flex min-h-0 flex-1 max-[640px]:flex-col">
        <fieldset className="flex flex-none flex-col overflow-auto border-r border-line p-2 max-[640px]:max-h-40 max-[640px]:border-r-0 max-[640px]:border-b sm:w-44">
          <legend className="sr-only">{t('What to export')}</legend>
          {choices.map((choice) => (
            <label
              key={choice.id}
              className={`cursor-pointer rounded-md px-2.5 py-1.5 has-focus-visible:outline-2 has-focus-visible:outline-info ${
                choice.id === chosen.id ? 'bg-infobg font-semibold text-info' : 'hover:bg-raised'
              }`}
            >
              <input
                type="radio"
                name="take"
                className="sr-only"
                checked={choice.id === chosen.id}
                onChange={() => setChosen(choice)}
              />
              {t(choice.title)}
            </label>
          ))}
        </fieldset>
        <div className="flex min-h-0 min-w-0 flex-1 flex-col gap-3 overflow-auto p-4">
          <p className="text-mute">{t(chosen.what)}</p>
          <Suspense fallback={<p className="text-mute">{t('Loading …')}</p>}>
            {chosen.id === 'embed' ? (
              <EmbedForm />
            ) : chosen.id === 'picture' ? (
              <PictureForm />
            ) : (
              <TextForm key={chosen.id} what={chosen.id} />
            )}
          </Suspense>
        </div>
      </div>
    </dialog>
  )
}
