import { copyLink, say } from '../../store'
import { Button } from '../shared/Button'

export function ShareButton() {
  const share = async () => {
    const copied = await copyLink()
    say(
      'status',
      copied
        ? 'Copied: the link opens this run at this instant.'
        : 'The address bar holds the link; the browser did not allow copying it.'
    )
  }
  return (
    <Button look="primary" onClick={share}>
      Share link
    </Button>
  )
}
