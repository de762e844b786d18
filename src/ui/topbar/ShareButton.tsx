import { copyLink, say } from '../../store'
import { Button } from '../shared/Button'
import { Icon } from '../shared/Icon'
import { usePage } from '../shared/use-page'

/** `bare`: the picture alone. */
export function ShareButton({ bare = false }: { readonly bare?: boolean }) {
  const t = usePage()
  const share = async () => {
    const copied = await copyLink()
    say(
      'status',
      copied
        ? t('Copied: the link opens this run at this instant.')
        : t('The address bar holds the link; the browser did not allow copying it.')
    )
  }
  if (bare) {
    return (
      <button type="button" aria-label={t('Share link')} onClick={share} className="icon-button size-11">
        <Icon name="share" />
      </button>
    )
  }
  return (
    <Button
      className="h-8 flex-none"
      aria-label={t('Share link')}
      title={t('Copy a link to this instant')}
      onClick={share}
    >
      <Icon name="share" size={14} />
      <span className="max-[900px]:hidden">{t('Share')}</span>
    </Button>
  )
}
