import type { ReactNode } from 'react'
import { Button } from '../../shared/Button'
import type { Work } from './use-work'

interface Props {
  readonly work: Work
  /** What is counted: `failures`. */
  readonly what: string
  readonly children: ReactNode
}

/** The buttons that begin a piece of work; while it is under way, how far it is and a way to stop it. */
export function WorkBar({ work: { progress, error, stop }, what, children }: Props) {
  return (
    <div className="grid gap-1.5">
      <div className="flex flex-wrap items-center gap-2">
        {progress === null ? (
          children
        ) : (
          <>
            <progress
              aria-label={`${what} tried`}
              className="h-2 w-32 accent-(--lead)"
              {...(progress.of > 0 && { max: progress.of, value: progress.done })}
            />
            <span className="text-mute tabular-nums">
              {progress.of === 0 ? 'preparing the run' : `${progress.done} of ${progress.of} ${what}`}
            </span>
            <Button onClick={stop}>Stop</Button>
          </>
        )}
      </div>
      {error !== '' && (
        <p role="alert" className="text-badtext">
          {error}
        </p>
      )}
    </div>
  )
}
