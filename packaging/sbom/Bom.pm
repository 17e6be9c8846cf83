# What the bills of materials of all systems share: licences, archives of a link, and how it is written.
package Bom;
use strict;
use warnings;
use Exporter qw(import);
use JSON::PP;
use POSIX qw(strftime);

our @EXPORT_OK = qw(application archives library licences purl write_bom);

my %release = map { /^(\w+)="?([^"]*)"?$/ ? ($1 => $2) : () } do {
	open my $handle, '<', '/etc/os-release' or die "sbom: /etc/os-release: $!\n";
	<$handle>;
};

# The licences that a copyright file of Debian names, but those of how it was packaged; none where it is not
# in the form to name them in.
sub licences {
	my ($file) = @_;
	open my $handle, '<:encoding(UTF-8)', $file or die "sbom: $file: $!\n";
	local $/ = undef;
	my $text = <$handle>;
	return () unless $text =~ m{^Format:.*copyright-format}m;
	my %found;
	for my $paragraph (split /\n[ \t]*\n/, $text) {
		next unless $paragraph =~ /^Files:(.*(?:\n[ \t].*)*)/m;
		my $files = $1;
		next if $files =~ /^\s*debian\/\S*\s*$/;    # how it was packaged is not linked
		$found{$1} = 1 if $paragraph =~ /^License:[ \t]*(\S.*?)\s*$/m;
	}
	return sort keys %found;
}

# The archives of other projects that a program was linked with; none where it was not linked there.
sub archives {
	my ($build, $program) = @_;
	open my $handle, '<', "$build/build.ninja" or die "sbom: $build/build.ninja: $!\n";
	my $inside = 0;
	while (<$handle>) {
		$inside = 1 if m{^build bin/\Q$program\E: C_EXECUTABLE_LINKER};
		next unless $inside;
		return grep { m{^/} } /(\S+\.a)(?=\s|$)/g if /^\s+LINK_LIBRARIES =/;
	}
	return () unless $inside;
	die "sbom: build.ninja tells no libraries of $program\n";
}

# A package's URL: name, version, architecture ("source" for what was built from the source package), and the
# release's number where it is not that of this system.
sub purl {
	my ($name, $version, $architecture, $of) = @_;
	# As the specification of package URLs has it: what is not plain is percent-encoded.
	my $encoded = $version =~ s/([^A-Za-z0-9.~_-])/sprintf '%%%02X', ord $1/ger;
	$of //= $release{VERSION_ID};
	return "pkg:deb/debian/$name\@$encoded?arch=$architecture&distro=debian-$of";
}

sub application {
	my ($reference, $name, $version) = @_;
	return {
		type => 'application', 'bom-ref' => $reference, name => $name, version => $version,
		licenses => [{ license => { id => 'Apache-2.0' } }],
	};
}

# A library: name, version, purl, linked ("static" or "dynamic"), licences (a list), and what else is known.
sub library {
	my (%is) = @_;
	return {
		type => 'library', 'bom-ref' => $is{purl}, purl => $is{purl}, name => $is{name}, version => $is{version},
		licenses => [map { { license => { name => $_ } } } @{ $is{licences} }],
		$is{homepage} ? (externalReferences => [{ type => 'website', url => $is{homepage} }]) : (),
		properties => [
			{ name => 'swa:linked', value => $is{linked} },
			$is{source} ? { name => 'debian:source', value => $is{source} } : (),
		],
	};
}

# Print it: version of the product, what the versions of libraries are, components, and reference → list of references.
sub write_bom {
	my ($version, $versions, $components, $depends) = @_;
	print JSON::PP->new->utf8->canonical->indent->space_after->indent_length(1)->encode({
		bomFormat => 'CycloneDX', specVersion => '1.5', version => 1,
		metadata => {
			timestamp => strftime('%Y-%m-%dT%H:%M:%SZ', gmtime($ENV{SOURCE_DATE_EPOCH} // time)),
			component => application('swa-agent', 'swa-agent', $version),
			properties => [{ name => 'swa:versions', value => $versions }],
		},
		components => $components,
		dependencies => [map { { ref => $_, dependsOn => [sort @{ $depends->{$_} }] } } sort keys %$depends],
	});
	return;
}

1;
