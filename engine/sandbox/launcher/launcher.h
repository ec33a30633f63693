/* SPDX-License-Identifier: MIT */
/* The parts of the launcher. Everything here runs in a process with one thread; nothing allocates by what a command
 * does. */
#ifndef VIBECODER_LAUNCHER_H
#define VIBECODER_LAUNCHER_H

#include "protocol.h"

#include <linux/filter.h>
#include <stddef.h>
#include <sys/types.h>

/* A pipe whose reader is the launcher of one command: whoever holds the other end can see that it is gone. bubblewrap
 * ties its own processes to each other a little later than they begin; what starts in that gap looks here. */
enum { vc_alive_fd = 5 };

/* answer.c: to the engine, over the socket of a launcher that stays. given: a descriptor that goes along, or -1. */
enum { vc_control_fd = 3 };
void send_answer(const struct vc_answer *answer, int given);

/* child.c: the steps of a child between fork and exec. */
struct child_limits
{
    uint64_t cpu_seconds, file_bytes; /* 0: none */
    uint32_t processes, descriptors;
};
void reset_signals(void);
void set_limits(const struct child_limits *limits);
void close_from(unsigned first);

/* confine.c: gives up rights for good. Each returns 0, or -1 with errno. */
int drop_capabilities(void);
int drop_file_capabilities(void); /* the right to give files capabilities, no other */
int restrict_to_ruleset(int ruleset);
int load_filter(const struct sock_filter *program, size_t count);
int load_filter_from(int fd);

/* condition.c: what children inherit, so that a change by a command is seen. */
enum { condition_limits = 16 };
struct condition
{
    uint64_t limits[condition_limits][2];
    int nice, disk, scheduler, processors;
    char memory[16]; /* how soon it is ended when memory is short */
};
void look_at_condition(struct condition *condition);

/* mounts.c: the private view of one command. */
struct view
{
    uint32_t wiped_count, carried_count, layer_count, has_below, hidden_count;
    const char *wiped[vc_places_max], *wiped_options[vc_places_max];
    const char *carried[vc_places_max];
    const char *layered[vc_places_max], *layer_names[vc_places_max];
    int hidden_list; /* a descriptor; protocol.h says what is in it */
};
int make_private_view(const struct view *view);

/* layers.c: shows folders with what the attempt wrote laid over them, in the name space of mounts we are in. */
int make_layers(const struct view *view);

/* hide.c: covers `count` places of the list. */
int hide_places(int list, uint32_t count);

/* trace.c: watches the folders of the list in the mounts we are in, and tells the engine. */
void trace_folders(int list, uint32_t count);

/* tree.c: everybody below us, found by the parents in /proc. */
int end_tree(pid_t command, int *status, int *ended);
void reap(pid_t command, int *status, int *ended);

/* mover.c: renames of folders in a view. load_rename_filter returns the listener; move_folders never returns. */
int load_rename_filter(void);
int send_listener(int socket, int listener);
void move_folders(int socket, int note, const struct sock_filter *filter, uint32_t filter_count);

/* check.c: looks from inside whether a sandbox holds. */
int check(int argc, char **argv);

/* start.c: CONTROL_FD (of `warm`; -1: none), ALIVE_FD (a pipe that ends with the engine), UID, GID, --, bubblewrap. */
int start(int argc, char **argv);

/* once.c, warm.c: the two ways of life. */
int run_once(int argc, char **argv);
int stay_warm(void);

#endif
