import { createRoot } from 'react-dom/client'
import { keepOffline } from './offline/register'
import { startTheme } from './store/theme'
import { DecidePage } from './ui/decide/DecidePage'
import { openAddress } from './ui/decide/kept'
import './index.css'
import './ui/decide/decide.css'

startTheme()
keepOffline()
openAddress()
createRoot(document.getElementById('root')!).render(<DecidePage />)
