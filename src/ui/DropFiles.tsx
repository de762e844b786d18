import { lazy, Suspense, useEffect, useState } from 'react'

const DropDialog = lazy(() => import('./terminal/DropDialog'))

/** Files that are dropped anywhere on the page: manifests are applied, and a scenario opens, once the person has said so. */
export function DropFiles() {
  const [dropped, setDropped] = useState<readonly File[] | null>(null)
  useEffect(() => {
    const over = (event: DragEvent) => {
      if (event.dataTransfer?.types.includes('Files')) event.preventDefault()
    }
    const drop = (event: DragEvent) => {
      const files = [...(event.dataTransfer?.files ?? [])]
      if (event.defaultPrevented || files.length === 0) return
      event.preventDefault()
      setDropped(files)
    }
    addEventListener('dragover', over)
    addEventListener('drop', drop)
    return () => {
      removeEventListener('dragover', over)
      removeEventListener('drop', drop)
    }
  }, [])
  return <Suspense>{dropped && <DropDialog files={dropped} close={() => setDropped(null)} />}</Suspense>
}
