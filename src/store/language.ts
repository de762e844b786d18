import { create } from 'zustand'
import { en, languages, loadGerman, type Language, type Words } from '../words'

const key = 'failover-lab-language'

/** The language that the person chose, and its texts. */
export const useLanguage = create<{ readonly language: Language; readonly words: Words }>()(() => ({
  language: 'en',
  words: en
}))

/** Takes another language as soon as its texts are there. */
export async function setLanguage(language: Language): Promise<void> {
  const words = language === 'de' ? await loadGerman() : en
  useLanguage.setState({ language, words })
  try {
    localStorage.setItem(key, language)
  } catch {
    // A browser that keeps nothing: the language lasts as long as the page.
  }
}

/** Takes the language of the last visit; without one, the browser's where there are texts in it. */
export function startLanguage(): void {
  const wanted = stored() ?? navigator.language.slice(0, 2)
  const known = languages.find(({ code }) => code === wanted)
  if (known && known.code !== 'en') void setLanguage(known.code)
}

function stored(): string | null {
  try {
    return localStorage.getItem(key)
  } catch {
    return null
  }
}
