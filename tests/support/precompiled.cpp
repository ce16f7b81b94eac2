// SPDX-License-Identifier: Apache-2.0
// Empty: compiled with the precompiled header, so that the header is built with this library.
