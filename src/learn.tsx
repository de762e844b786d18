import { createRoot } from 'react-dom/client'
import { keepOffline } from './offline/register'
import { startTheme } from './store/theme'
import { LearnPage } from './ui/learn/LearnPage'
import './index.css'
import './ui/learn/learn.css'

startTheme()
keepOffline()
createRoot(document.getElementById('root')!).render(<LearnPage />)
