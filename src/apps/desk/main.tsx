import { createRoot } from 'react-dom/client'
import 'virtual:theme.css'
import '@mantine/core/styles/baseline.css'
import '@mantine/core/styles/global.css'
import '../../foundation/browser/page.css'
import '../../foundation/browser/controls.css'
import { Desk } from './desk.tsx'

createRoot(document.getElementById('root')!).render(<Desk />)
