import { useLanguage } from '../../store'

/** The page's own texts in the language that is chosen, by what they are in English. */
export const usePage = (): ((text: string) => string) => useLanguage((state) => state.words.page)
