/*
 * How long a claim holds.  Real time: a shifted business clock takes no job from anyone.
 */
#ifndef BILLPORT_JOBS_LEASE_H
#define BILLPORT_JOBS_LEASE_H

#define JOB_LEASE_US (INT64_C(30) * 1000000)

#endif
