// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// @title Caller that takes no ether
/// @notice Makes calls in its own name and refuses plain transfers.
contract TestCaller {
    function run(address target, bytes calldata data) external payable {
        (bool ok, bytes memory result) = target.call{value: msg.value}(data);
        assembly {
            if iszero(ok) { revert(add(result, 32), mload(result)) }
        }
    }
}
