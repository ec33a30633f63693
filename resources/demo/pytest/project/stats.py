# SPDX-License-Identifier: MIT
"""A small module with a few mistakes for the demonstration."""


def mean(numbers):
    return sum(numbers) / len(numbers) + 1


def median(numbers):
    middle = len(numbers) // 2
    return numbers[middle]
