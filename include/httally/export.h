/* SPDX-License-Identifier: MIT */
/* export.h - marks on public declarations: visibility, C++ linkage, results that must be looked at.
 */
#ifndef HTTALLY_EXPORT_H
#define HTTALLY_EXPORT_H

#if defined(__GNUC__)
#define HTTALLY_API __attribute__((visibility("default")))
#define HTTALLY_MUST_CHECK __attribute__((warn_unused_result))
#define HTTALLY_PRINTF(format_index, first_index)                                                  \
    __attribute__((format(printf, format_index, first_index)))
#else
#define HTTALLY_API
#define HTTALLY_MUST_CHECK
#define HTTALLY_PRINTF(format_index, first_index)
#endif

#ifdef __cplusplus
#define HTTALLY_BEGIN_DECLS extern "C" {
#define HTTALLY_END_DECLS }
#else
#define HTTALLY_BEGIN_DECLS
#define HTTALLY_END_DECLS
#endif

#endif
