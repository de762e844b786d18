import { useState } from 'react'
import { Button } from './Button'
import { Icon } from './Icon'

interface Props {
  readonly title: string
  /** Of the button, and of what is said beside it. */
  readonly className?: string
  readonly saidClassName?: string
}

/** Copies the address: it carries what the page shows. */
export function ShareAddress({ title, className = '', saidClassName = '' }: Props) {
  const [said, setSaid] = useState('')
  const share = async () => {
    try {
      await navigator.clipboard.writeText(location.href)
      setSaid('Copied')
    } catch {
      setSaid('The address bar holds the link')
    }
    setTimeout(() => setSaid(''), 3_000)
  }
  return (
    <>
      <span role="status" className={`text-mute ${saidClassName}`}>
        {said}
      </span>
      <Button className={className} onClick={share} title={title}>
        <Icon name="share" size={14} />
        <span className="max-[420px]:sr-only">Share</span>
      </Button>
    </>
  )
}
