import { plain } from '../../words'
import { usePresent } from '../story/use-present'

/** Says the moment that is shown, as it stands in the strip, for who does not see the page. */
export function Story() {
  const { words, present } = usePresent()
  return (
    <div role="log" aria-live="polite" aria-label={words.story.title} className="sr-only">
      {plain(`${present.happened} ${present.works.replace(/:$/, '.')}`)}
    </div>
  )
}
