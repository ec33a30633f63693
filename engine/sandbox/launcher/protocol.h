/* SPDX-License-Identifier: MIT */
/* What the engine and a launcher that stays (`warm`) say to each other over a SOCK_SEQPACKET socket. Shared by C and
 * C++; both ends are built from this file at once, so numbers are in the machine's own order.
 *
 * engine -> launcher   one setup order first, then run orders (one command at a time), terminate and kill in between.
 *                      End of file: the engine is gone; the launcher ends and takes everybody with it.
 * launcher -> engine   ready once; for each run order one answer `ended`, sent only after nobody of the command is
 * left. Where the order wants a trace, `traced` comes before it.
 *
 * An order is its header and then its text: strings that each end with a zero byte, in the order of the counts. */
#ifndef VIBECODER_LAUNCHER_PROTOCOL_H
#define VIBECODER_LAUNCHER_PROTOCOL_H

#include <stdint.h>

enum vc_bounds {
    vc_message_max = 192 * 1024, /* bytes of one order; a longer command line would not pass exec either */
    vc_filter_max = 2048,        /* instructions of the filter of system calls */
    vc_places_max = 64,          /* folders of each kind in a setup order */
    vc_words_max = 4096,         /* arguments, and variables */
    vc_hidden_max = 8192,        /* hidden places of a command */
    vc_traced_max = 100000       /* folders whose files are watched */
};

/* An empty folder that bubblewrap makes in the root before it seals it: what covers hidden places is made there. */
#define vc_empty_folder "/.vibecoder-empty"

/* The folder of the attempt that holds what its views write; bound there by bubblewrap, out of a command's reach. */
#define vc_view_folder "/.vibecoder-view"
/* A file in it. Not empty: a kill came while a folder was being renamed (mover.c). Holds three texts that each end with
 * a zero byte: the folder it lies in, the name under which it is whole now, and the name it must get. */
#define vc_view_note "moving"

/* What earlier commands wrote, where a view has such a layer: it lies over the folder that the first layer shows, and
 * below what the commands of this sandbox write. Bound there by bubblewrap, only to be read, out of a command's reach.
 */
#define vc_below_folder "/.vibecoder-below"

enum vc_order_kind {
    vc_order_setup = 1,
    vc_order_run = 2,
    vc_order_terminate = 3,
    vc_order_kill = 4,
    vc_order_open = 5 /* a descriptor of the first layer, for one tool of the engine; answered by vc_answer_opened */
};

/* Text: `filter_count` instructions (struct sock_filter) as bytes; then for each wiped folder its path and the options
 * of its new file system in memory; then the carried folders: what stays reachable although a wiped folder hides it.
 * Then for each layer the folder it shows, and the name of its folder below vc_view_folder, which holds `upper` and
 * `work`. has_below: not 0, vc_below_folder lies between the two of the first layer. */
struct vc_setup_order
{
    uint32_t kind, filter_count, wiped_count, carried_count, layer_count, has_below;
};

/* Comes with one to three descriptors: the write end of the pipe for both outputs; where hidden_count is not 0 a file
 * of so many strings, each ending with a zero byte: `f` (a file or socket) or `d` (a folder) and the hidden path; where
 * traced_count is not 0 a file of so many absolute paths of folders, each ending with a zero byte, behind which the
 * launcher writes one int32_t for each: the number of its watch, or -1. Text: working directory; arguments (the first
 * is the absolute program); variables. */
struct vc_run_order
{
    uint32_t kind, argument_count, variable_count, hidden_count;
    uint64_t cpu_seconds, file_bytes; /* limits; 0: none */
    uint32_t processes, descriptors, traced_count;
};

/* `opened` and `traced` have `end` (enum vc_end) and `number`; with vc_end_exit a descriptor comes along, for `traced`
 * the one of inotify that tells which files in those folders are opened. The command runs in any case. */
enum vc_answer_kind { vc_answer_ready = 1, vc_answer_ended = 2, vc_answer_opened = 3, vc_answer_traced = 4 };
enum vc_end { vc_end_exit = 0, vc_end_signal = 1, vc_end_no_program = 2, vc_end_no_setup = 3 };

struct vc_answer
{
    uint32_t kind;
    uint32_t end;       /* enum vc_end */
    int32_t number;     /* exit code, signal or errno */
    int32_t left_overs; /* processes that lived past the main one and were ended */
    uint32_t damaged;   /* not 0: a command changed what the next one would inherit; nothing more runs here */
};

#endif
