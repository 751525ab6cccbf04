export const venueStatus = {
  draft: ['草稿', 'Draft'],
  submitted: ['待审核', 'To review'],
  pending: ['待审核', 'To review'],
  in_review: ['待审核', 'To review'],
  returned: ['已退回修改', 'Returned'],
  rejected: ['不予通过', 'Rejected'],
  approved: ['已通过', 'Approved'],
  active: ['正常', 'Active'],
  open: ['开放', 'Open'],
  closed: ['已关闭', 'Closed'],
  suspended: ['已暂停', 'Suspended'],
  revoked: ['已注销', 'Revoked'],
} as const
