# SPDX-License-Identifier: GPL-2.0

KDIR ?= /lib/modules/$(shell uname -r)/build
PREFIX ?= /usr/local

# Both pick tests: make check T=hash K=6.12
T ?=
K ?=

all: tools module

help:
	@echo 'make              the tool, and the module for the running kernel (or KDIR=HEADERS)'
	@echo 'make install      both, under DESTDIR and PREFIX; see also dkms.conf'
	@echo 'make demo         a circuit carries traffic, loses a path and takes it back'
	@echo 'make check        the tests, on both kernels; T=NAME and K=6.1|6.12 pick'
	@echo 'make selftests    only those in virtual machines; T and K too'
	@echo 'make lint kunit check-tools dkms    one of the others'
	@echo 'make bench        what it costs, beside bonding, team, ECMP and daemons; T and K too'
	@echo 'make bench-quick  instructions per packet alone, under 3 minutes'
	@echo 'make where        in which function of the kernel these instructions are'
	@echo 'make check-debug  selftests, KUnit, faults, fuzzers and races on a kernel with'
	@echo '                  KASAN, lockdep, kmemleak and more; T=NAME picks'
	@echo 'make check-kcsan  the same on a kernel that looks for data races'
	@echo 'make fuzz frames races T=SECONDS SEED=N    one of the fuzzers, for long'
	@echo 'make coverage     which lines of kmod/ all that executes'
	@echo 'make deps fetch   what they need: packages, and kernels for the cache'
	@echo 'make clean'

tools:
	$(MAKE) -C tools

module:
	@test -e $(KDIR)/Makefile || { \
		echo 'no module: no kernel headers in $(KDIR); name others by KDIR=' >&2; \
		exit 1; }
	$(MAKE) -C $(KDIR) M=$(CURDIR) modules

install:
	$(MAKE) -C tools install DESTDIR=$(DESTDIR) PREFIX=$(PREFIX)
	@test -e kmod/vcirc.ko || echo 'no kmod/vcirc.ko: the module is left to dkms'
	test ! -e kmod/vcirc.ko || \
		$(MAKE) -C $(KDIR) M=$(CURDIR) INSTALL_MOD_PATH=$(DESTDIR) modules_install

deps:
	selftests/deps

fetch: deps
	selftests/vm/fetch

modules-%: fetch
	selftests/modules $*

programs: deps
	$(MAKE) -C tools
	$(MAKE) -C selftests

lint: fetch
	selftests/lint

kunit: fetch
	selftests/kunit

check-tools: deps
	$(MAKE) -C tools check

dkms: fetch
	selftests/dkms

bench: fetch
	selftests/bench/run $(if $(K),--kernel $(K)) $(T)

where: fetch
	selftests/bench/where $(if $(K),--kernel $(K)) $(T)

bench-quick: fetch
	selftests/bench/run --quick $(if $(K),--kernel $(K)) $(T)

check: fetch
	selftests/check $(if $(K),--kernel $(K)) $(T)

selftests: fetch
	selftests/check $(if $(K),--kernel $(K)) $(or $(T),selftests)

modules-debug: debug-kernel
modules-kcsan: kcsan-kernel

%-kernel: fetch
	selftests/debug/kernel $*

check-debug check-kcsan: check-%: fetch %-kernel
	selftests/check --kernel $* $(T)

fuzz frames races: programs debug-kernel modules-debug
	VCIRC_SECONDS=$(or $(T),600) VCIRC_SEED=$(SEED) selftests/vm/run \
		--kernel debug --cpus 4 --timeout infinity selftests/$@_test.sh

coverage: programs debug-kernel
	selftests/debug/coverage

demo: programs modules-6.12
	selftests/vm/run --kernel 6.12 selftests/demo.sh

clean:
	test ! -e $(KDIR)/Makefile || $(MAKE) -C $(KDIR) M=$(CURDIR) clean
	$(MAKE) -C tools clean
	$(MAKE) -C selftests clean
	rm -rf selftests/build

.PHONY: all help tools module install deps fetch programs lint kunit \
	check-tools dkms bench bench-quick where check selftests check-debug check-kcsan fuzz frames \
	races coverage demo clean
