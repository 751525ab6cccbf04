/** The console's pages, and which roles find them in the menu. */
import {
  Bell, CreditCard, ChatLineSquare, Checked, Connection, DataLine, Document, FirstAidKit, House, Files, Key, OfficeBuilding, Phone, Postcard, Printer, SetUp, Share, Upload, User,
} from '@element-plus/icons-vue'
import type { Component } from 'vue'
import { createRouter, createWebHistory } from 'vue-router'

import type { TextKey } from '@/i18n'
import { may, session, type Task } from '@/session'

declare module 'vue-router' {
  interface RouteMeta {
    title?: TextKey
    task?: Task
    open?: boolean
  }
}

export interface MenuEntry {
  name: string
  icon: Component
  title: TextKey
  task?: Task
}

export const menu: MenuEntry[] = [
  { name: 'overview', icon: House, title: 'nav.overview' },
  { name: 'monitoring', icon: DataLine, title: 'nav.monitoring', task: 'monitoring' },
  { name: 'alerts', icon: Bell, title: 'nav.alerts', task: 'alerts' },
  { name: 'review', icon: Files, title: 'nav.review', task: 'review' },
  { name: 'venues', icon: OfficeBuilding, title: 'nav.venues', task: 'venues' },
  { name: 'imports', icon: Upload, title: 'nav.imports', task: 'venueImport' },
  { name: 'posters', icon: Printer, title: 'nav.posters', task: 'posters' },
  { name: 'cards', icon: CreditCard, title: 'nav.cards', task: 'cards' },
  { name: 'health', icon: FirstAidKit, title: 'nav.health', task: 'health' },
  { name: 'cases', icon: Share, title: 'nav.cases', task: 'cases' },
  { name: 'followUps', icon: Phone, title: 'nav.followUps', task: 'cases' },
  { name: 'proposals', icon: Checked, title: 'nav.proposals', task: 'proposals' },
  { name: 'appeals', icon: ChatLineSquare, title: 'nav.appeals', task: 'appeals' },
  { name: 'policies', icon: SetUp, title: 'nav.policies', task: 'policies' },
  { name: 'recoveries', icon: Key, title: 'nav.recoveries', task: 'recovery' },
  { name: 'officers', icon: User, title: 'nav.officers', task: 'officers' },
  { name: 'systems', icon: Connection, title: 'nav.systems', task: 'officers' },
  { name: 'duty', icon: Phone, title: 'nav.duty', task: 'officers' },
  { name: 'audit', icon: Document, title: 'nav.audit', task: 'audit' },
  { name: 'account', icon: Postcard, title: 'nav.account' },
]

export const router = createRouter({
  history: createWebHistory(import.meta.env.BASE_URL),
  scrollBehavior: (_to, _from, saved) => saved ?? { top: 0 },
  routes: [
    { path: '/sign-in', name: 'signIn', component: () => import('@/pages/SignIn.vue'), meta: { open: true, title: 'signin.title' } },
    { path: '/monitoring/screen', name: 'bigScreen', component: () => import('@/pages/BigScreen.vue'), meta: { title: 'monitoring.bigScreen', task: 'monitoring' } },
    {
      path: '/',
      component: () => import('@/components/AppShell.vue'),
      children: [
        { path: '', name: 'overview', component: () => import('@/pages/Overview.vue'), meta: { title: 'nav.overview' } },
        { path: 'review', name: 'review', component: () => import('@/pages/ReviewQueue.vue'), meta: { title: 'nav.review', task: 'review' } },
        { path: 'review/:id', name: 'application', props: true, component: () => import('@/pages/ReviewDetail.vue'), meta: { title: 'review.detail', task: 'review' } },
        { path: 'venues', name: 'venues', component: () => import('@/pages/Venues.vue'), meta: { title: 'nav.venues', task: 'venues' } },
        { path: 'venues/:id', name: 'venue', props: true, component: () => import('@/pages/VenueDetail.vue'), meta: { title: 'venues.detail', task: 'venues' } },
        { path: 'imports', name: 'imports', component: () => import('@/pages/VenueImport.vue'), meta: { title: 'nav.imports', task: 'venueImport' } },
        { path: 'posters', name: 'posters', component: () => import('@/pages/PosterBatches.vue'), meta: { title: 'nav.posters', task: 'posters' } },
        { path: 'cards', name: 'cards', component: () => import('@/pages/Cards.vue'), meta: { title: 'nav.cards', task: 'cards' } },
        { path: 'monitoring', name: 'monitoring', component: () => import('@/pages/Monitoring.vue'), meta: { title: 'nav.monitoring', task: 'monitoring' } },
        { path: 'monitoring/venues/:id(\\d+)', name: 'venueNumbers', props: true, component: () => import('@/pages/VenueNumbers.vue'), meta: { title: 'monitoring.venue', task: 'monitoring' } },
        { path: 'alerts', name: 'alerts', component: () => import('@/pages/Alerts.vue'), meta: { title: 'nav.alerts', task: 'alerts' } },
        { path: 'alerts/:id(\\d+)', name: 'alert', props: true, component: () => import('@/pages/AlertDetail.vue'), meta: { title: 'alerts.detail', task: 'alerts' } },
        { path: 'health', name: 'health', component: () => import('@/pages/Health.vue'), meta: { title: 'nav.health', task: 'health' } },
        { path: 'cases', name: 'cases', component: () => import('@/pages/Cases.vue'), meta: { title: 'nav.cases', task: 'cases' } },
        { path: 'cases/graph', name: 'caseGraph', component: () => import('@/pages/CaseGraph.vue'), meta: { title: 'tracing.graph', task: 'cases' } },
        { path: 'cases/:id(\\d+)', name: 'case', props: true, component: () => import('@/pages/CaseDetail.vue'), meta: { title: 'tracing.case', task: 'cases' } },
        { path: 'follow-ups', name: 'followUps', component: () => import('@/pages/FollowUps.vue'), meta: { title: 'nav.followUps', task: 'cases' } },
        { path: 'proposals', name: 'proposals', component: () => import('@/pages/Proposals.vue'), meta: { title: 'nav.proposals', task: 'proposals' } },
        { path: 'appeals', name: 'appeals', component: () => import('@/pages/Appeals.vue'), meta: { title: 'nav.appeals', task: 'appeals' } },
        { path: 'policies', name: 'policies', component: () => import('@/pages/Policies.vue'), meta: { title: 'nav.policies', task: 'policies' } },
        { path: 'policies/:version(\\d+)', name: 'policy', props: true, component: () => import('@/pages/PolicyDetail.vue'), meta: { title: 'nav.policies', task: 'policies' } },
        { path: 'officers', name: 'officers', component: () => import('@/pages/Officers.vue'), meta: { title: 'nav.officers', task: 'officers' } },
        { path: 'systems', name: 'systems', component: () => import('@/pages/Systems.vue'), meta: { title: 'nav.systems', task: 'officers' } },
        { path: 'duty', name: 'duty', component: () => import('@/pages/Duty.vue'), meta: { title: 'nav.duty', task: 'officers' } },
        { path: 'recoveries', name: 'recoveries', component: () => import('@/pages/Recoveries.vue'), meta: { title: 'nav.recoveries', task: 'recovery' } },
        { path: 'new-password', name: 'newPassword', component: () => import('@/pages/NewPassword.vue'), meta: { title: 'signin.passwordTitle' } },
        { path: 'audit', name: 'audit', component: () => import('@/pages/AuditLog.vue'), meta: { title: 'nav.audit', task: 'audit' } },
        { path: 'account', name: 'account', component: () => import('@/pages/Account.vue'), meta: { title: 'nav.account' } },
        { path: ':rest(.*)*', name: 'notFound', component: () => import('@/pages/NotFound.vue'), meta: { title: 'common.notFound' } },
      ],
    },
  ],
})

router.beforeEach((to) => {
  if (to.meta.open) return true
  if (!session.token) return { name: 'signIn', query: to.fullPath === '/' ? {} : { next: to.fullPath } }
  if (session.officer?.password_temporary && to.name !== 'newPassword') return { name: 'newPassword' }
  if (to.meta.task && session.officer && !may(to.meta.task)) return { name: 'notFound', params: { rest: to.path.slice(1).split('/') } }
  return true
})
