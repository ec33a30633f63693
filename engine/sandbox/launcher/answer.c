// SPDX-License-Identifier: MIT
#define _GNU_SOURCE
#include "launcher.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>

void send_answer(const struct vc_answer *answer, int given)
{
    union {
        struct cmsghdr head;
        char room[CMSG_SPACE(sizeof(int))];
    } control = {0};
    struct vc_answer copy = *answer;
    struct iovec part = {&copy, sizeof copy};
    struct msghdr head = {.msg_iov = &part, .msg_iovlen = 1};
    if (given >= 0) {
        head.msg_control = &control;
        head.msg_controllen = sizeof control;
        control.head.cmsg_level = SOL_SOCKET;
        control.head.cmsg_type = SCM_RIGHTS;
        control.head.cmsg_len = CMSG_LEN(sizeof(int));
        memcpy(CMSG_DATA(&control.head), &given, sizeof given);
    }
    while (sendmsg(vc_control_fd, &head, MSG_NOSIGNAL) < 0 && errno == EINTR) {
    }
}
