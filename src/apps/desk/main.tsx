import { createRoot } from 'react-dom/client'
import 'virtual:theme.css'
import '../../foundation/browser/mantine.css'
import '../../foundation/browser/page.css'
import { Desk } from './desk.tsx'

createRoot(document.getElementById('root')!).render(<Desk />)
